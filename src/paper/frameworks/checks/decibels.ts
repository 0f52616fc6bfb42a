import { dot, squaredDistance, type Rows } from '../arrays.js';

/** Signal-to-noise ratio of an estimate, in dB: 10 log₁₀ Σ‖clean‖² / Σ‖estimate − clean‖². */
export function signalToNoiseDecibels(estimate: Rows, clean: Rows): number {
  return 10 * Math.log10(dot(clean.data, clean.data) / squaredDistance(estimate.data, clean.data));
}

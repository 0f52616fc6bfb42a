import type { Rng } from '../../../src/rng.js';

/** Noise through a one-pole low-pass filter. */
export interface Hiss {
  readonly rms: number;
  /** Above it, the noise falls by 6 dB per octave. */
  readonly cutoffHz: number;
}

/**
 * Adds hiss to samples: that of a microphone, of distant rain.
 * @param out [samples], mono
 */
export function addHiss(out: Float32Array, { rms, cutoffHz }: Hiss, rng: Rng, sampleRateHz: number): void {
  const keep = Math.exp((-2 * Math.PI * cutoffHz) / sampleRateHz);
  // Uniform values in ±1 have a variance of 1/3; the sum of the filter's squared response is 1 / (1 − keep²).
  const gain = rms * Math.sqrt(3 * (1 - keep) * (1 + keep));
  let y = 0;
  for (let i = 0; i < out.length; i++) {
    y = gain * (2 * rng.uniform() - 1) + keep * y;
    out[i]! += y;
  }
}

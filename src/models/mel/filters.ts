import { ConfigError } from '../../errors.js';
import type { MelSettings } from './settings.js';

/** Fixed filters: windowed cosines and sines at equally spaced frequencies, and the weights of their energies. */
export interface MelFilters {
  /** [frameLength], Hann, of energy 1: white noise of variance 1 has mean energy 1 at every frequency. */
  readonly window: Float64Array;
  /** First frequency, in periods per frame. The others follow at distances of one. */
  readonly firstFrequency: number;
  /** Number of frequencies, K: each has a cosine and a sine. */
  readonly pairs: number;
  /** [K, bands] */
  readonly bands: Float32Array;
}

/**
 * Returns short-time Fourier filters for the frequencies inside the bands, and triangular bands on the mel scale (2595
 * log10(1 + f / 700)), each normalised to sum 1. The two filters of a pair are a quarter period apart, so the sum of
 * their squared outputs is the energy at their frequency, independent of phase.
 * @throws ConfigError if a band contains no frequency, or `highHz` exceeds half the sample rate
 */
export function melFilters({ sampleRateHz, frameLength, bands, lowHz, highHz }: MelSettings): MelFilters {
  if (highHz > sampleRateHz / 2) {
    throw new ConfigError(
      `mel bands up to ${highHz} Hz: expected a sample rate of at least ${2 * highHz} Hz, got ${sampleRateHz} Hz`,
    );
  }
  const corners = melSpaced(lowHz, highHz, bands + 2);
  const triangle = (band: number, hz: number): number => {
    const [low, centre, high] = [corners[band]!, corners[band + 1]!, corners[band + 2]!];
    return Math.max(0, Math.min((hz - low) / (centre - low), (high - hz) / (high - centre)));
  };
  const spacing = sampleRateHz / frameLength;
  const firstFrequency = Math.ceil(lowHz / spacing);
  const frequencies: number[] = [];
  for (let k = firstFrequency; k * spacing <= highHz; k++) frequencies.push(k * spacing);

  const weights = new Float32Array(frequencies.length * bands);
  for (let band = 0; band < bands; band++) {
    const heights = frequencies.map((hz) => triangle(band, hz));
    const sum = heights.reduce((total, height) => total + height, 0);
    if (!(sum > 0)) {
      throw new ConfigError(
        `mel band ${band + 1} of ${bands}, around ${Math.round(corners[band + 1]!)} Hz, is narrower than the ` +
          `frequency resolution of ${spacing.toFixed(1)} Hz at ${frameLength} samples per frame; use fewer bands`,
      );
    }
    heights.forEach((height, k) => (weights[k * bands + band] = height / sum));
  }
  return { window: hannWindow(frameLength), firstFrequency, pairs: frequencies.length, bands: weights };
}

/** Returns the filters as a convolution kernel, [frameLength, 1, 2 K]: K cosines, then K sines. */
export function quadratureFilters({ sampleRateHz, frameLength }: MelSettings, filters: MelFilters): Float32Array {
  const { window, firstFrequency, pairs } = filters;
  const quadrature = new Float32Array(frameLength * 2 * pairs);
  for (let k = 0; k < pairs; k++) {
    const hz = ((firstFrequency + k) * sampleRateHz) / frameLength;
    for (let n = 0; n < frameLength; n++) {
      const phase = (2 * Math.PI * hz * n) / sampleRateHz;
      quadrature[n * 2 * pairs + k] = window[n]! * Math.cos(phase);
      quadrature[n * 2 * pairs + pairs + k] = window[n]! * Math.sin(phase);
    }
  }
  return quadrature;
}

function hannWindow(length: number): Float64Array {
  const window = Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
  const norm = Math.sqrt(window.reduce((sum, value) => sum + value * value, 0));
  return window.map((value) => value / norm);
}

function melSpaced(lowHz: number, highHz: number, count: number): number[] {
  const mel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
  const hz = (m: number): number => 700 * (10 ** (m / 2595) - 1);
  return Array.from({ length: count }, (_, i) => hz(mel(lowHz) + ((mel(highHz) - mel(lowHz)) * i) / (count - 1)));
}

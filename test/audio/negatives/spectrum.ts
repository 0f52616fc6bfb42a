import FFT from 'fft.js';

/** A power spectrum: the mean over half-overlapping Hann windows. */
export interface Spectrum {
  /** [windowSize / 2 + 1] */
  readonly power: Float64Array;
  readonly binHz: number;
}

/** Returns the power spectrum of samples. */
export function spectrumOf(samples: Float32Array, sampleRateHz: number, windowSize = 4096): Spectrum {
  const fft = new FFT(windowSize);
  const bins = fft.createComplexArray();
  const power = new Float64Array(windowSize / 2 + 1);
  const hann = Float64Array.from({ length: windowSize }, (_, i) => Math.sin((Math.PI * i) / windowSize) ** 2);
  for (let start = 0; start + windowSize <= samples.length; start += windowSize / 2) {
    fft.realTransform(
      bins,
      samples.subarray(start, start + windowSize).map((value, i) => value * hann[i]!),
    );
    for (let k = 0; k < power.length; k++) power[k]! += bins[2 * k]! ** 2 + bins[2 * k + 1]! ** 2;
  }
  return { power, binHz: sampleRateHz / windowSize };
}

/** Returns the part of the power between two frequencies, from 0 to 1. */
export function fractionBetween({ power, binHz }: Spectrum, fromHz: number, toHz: number): number {
  return sum(power.subarray(Math.ceil(fromHz / binHz), Math.ceil(toHz / binHz))) / sum(power);
}

/** Returns the power per Hz in successive octaves from a frequency on, in decibels. */
export function octavesOf({ power, binHz }: Spectrum, fromHz: number, octaves: number): number[] {
  return Array.from({ length: octaves }, (_, octave) => {
    const [from, to] = [Math.round((fromHz * 2 ** octave) / binHz), Math.round((fromHz * 2 ** (octave + 1)) / binHz)];
    return 10 * Math.log10(sum(power.subarray(from, to)) / (to - from));
  });
}

/** Returns the slope of the straight line through values at 0, 1, 2, … that fits them best. */
export function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const weights = values.map((_, i) => i - middle);
  return sum(values.map((value, i) => value * weights[i]!)) / sum(weights.map((weight) => weight ** 2));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

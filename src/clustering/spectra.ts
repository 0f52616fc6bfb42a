import FFT from 'fft.js';
import { type Dataset, exampleSize } from '../data/index.js';
import { ConfigError } from '../errors.js';
import type { Points } from './k-means.js';

const FRAME = 1024;
const HOP = 512;
const BANDS = 40;
/** Added to powers, so that the logarithm of silence is finite. */
const FLOOR = 1e-6;

/**
 * Computes log spectra of sounds for k-means, one row per example: the natural logarithm of the mean power in 40
 * bands of equal width on the mel scale. Hann windows of 1,024 samples, hop 512; the mean is over the windows.
 * @param dataset examples of shape [samples]
 * @throws ConfigError if examples are shorter than a window
 */
export function logSpectra(dataset: Dataset, sampleRateHz: number): Points {
  const samples = exampleSize(dataset);
  if (samples < FRAME) throw new ConfigError(`spectra: expected segments of at least ${FRAME} samples, got ${samples}`);
  const sound = new Float32Array(samples);
  const values = new Float32Array(dataset.length * BANDS);
  const spectrum = createSpectrum(sampleRateHz);
  for (let index = 0; index < dataset.length; index++) {
    dataset.read(index, sound, 0);
    spectrum(sound, values, index * BANDS);
  }
  return { values, dimensions: BANDS };
}

/** Creates a function that writes the log spectrum of a sound to `out`, starting at `offset`. */
function createSpectrum(sampleRateHz: number): (sound: Float32Array, out: Float32Array, offset: number) => void {
  const fft = new FFT(FRAME);
  const frame = new Array<number>(FRAME).fill(0);
  const transformed = fft.createComplexArray();
  const window = Float64Array.from({ length: FRAME }, (_, t) => 0.5 - 0.5 * Math.cos((2 * Math.PI * t) / FRAME));
  const energy = window.reduce((sum, weight) => sum + weight * weight, 0);
  const bands = bandsOfBins(sampleRateHz);
  return (sound, out, offset) => {
    const powers = new Float64Array(BANDS);
    const frames = Math.floor((sound.length - FRAME) / HOP) + 1;
    for (let start = 0; start < frames * HOP; start += HOP) {
      for (let t = 0; t < FRAME; t++) frame[t] = sound[start + t]! * window[t]!;
      fft.realTransform(transformed, frame);
      // Skips bin 0: the mean is an offset of the recording equipment, not sound.
      for (let bin = 1; bin <= FRAME / 2; bin++) {
        powers[bands[bin]!]! += transformed[2 * bin]! ** 2 + transformed[2 * bin + 1]! ** 2;
      }
    }
    for (let band = 0; band < BANDS; band++) out[offset + band] = Math.log(powers[band]! / (frames * energy) + FLOOR);
  };
}

/** Band of each bin up to half the sample rate; bands have equal width in mel = 2595 log10(1 + f / 700). */
function bandsOfBins(sampleRateHz: number): Int32Array {
  const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
  const highest = mel(sampleRateHz / 2);
  return Int32Array.from({ length: FRAME / 2 + 1 }, (_, bin) =>
    Math.min(BANDS - 1, Math.floor((mel((bin * sampleRateHz) / FRAME) / highest) * BANDS)),
  );
}

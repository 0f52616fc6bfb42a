import { ConfigError } from '../errors.js';
import { conv1d, type Tensor, tf } from '../ops/index.js';

/** Frame and frequency settings. */
export interface MelSettings {
  readonly sampleRateHz: number;
  /** Samples per frame, a multiple of `hop`. */
  readonly frameLength: number;
  /** Samples between frames. */
  readonly hop: number;
  readonly bands: number;
  readonly lowHz: number;
  readonly highHz: number;
}

/** Fixed filters: Hann-windowed cosines and sines, and their weights in the bands. */
export interface MelFilters {
  /** [frameLength, 1, 2 K]: K cosines, then K sines. */
  readonly quadrature: Float32Array;
  /** [2 K, bands]: equal weights for both filters of a pair. */
  readonly bands: Float32Array;
  /** Number of cosine-sine pairs, K. */
  readonly pairs: number;
}

/** Added to energies of mean 1 before the logarithm: energies 20 dB or more below the mean are close to silence. */
const FLOOR = 0.01;
/** Added to a segment's mean energy and to the variance of its logarithms; avoids division by zero for silence. */
const EPSILON = 1e-12;

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
  const frequencies: number[] = [];
  for (let k = Math.ceil(lowHz / spacing); k * spacing <= highHz; k++) frequencies.push(k * spacing);

  const pairs = frequencies.length;
  const quadrature = new Float32Array(frameLength * 2 * pairs);
  const window = hannWindow(frameLength);
  frequencies.forEach((hz, k) => {
    for (let n = 0; n < frameLength; n++) {
      const phase = (2 * Math.PI * hz * n) / sampleRateHz;
      quadrature[n * 2 * pairs + k] = window[n]! * Math.cos(phase);
      quadrature[n * 2 * pairs + pairs + k] = window[n]! * Math.sin(phase);
    }
  });

  const weights = new Float32Array(2 * pairs * bands);
  for (let band = 0; band < bands; band++) {
    const heights = frequencies.map((hz) => triangle(band, hz));
    const sum = heights.reduce((total, height) => total + height, 0);
    if (!(sum > 0)) {
      throw new ConfigError(
        `mel band ${band + 1} of ${bands}, around ${Math.round(corners[band + 1]!)} Hz, is narrower than the ` +
          `frequency resolution of ${spacing.toFixed(1)} Hz at ${frameLength} samples per frame; use fewer bands`,
      );
    }
    heights.forEach((height, k) => {
      weights[k * bands + band] = height / sum;
      weights[(pairs + k) * bands + band] = height / sum;
    });
  }
  return { quadrature, bands: weights, pairs };
}

/** Returns the number of frames in a segment. */
export function frameCount(samples: number, { frameLength, hop }: MelSettings): number {
  return samples < frameLength ? 0 : Math.floor((samples - frameLength) / hop) + 1;
}

/**
 * Returns log energies by frame and band, with zero mean and unit variance in every segment. Both the division by the
 * mean energy and the centring remove loudness.
 * @param filters result of `melFilters` for the same settings
 * @returns x [B, samples] -> [B, frames, bands]
 */
export function logMelEnergies(settings: MelSettings, filters: MelFilters): (x: Tensor) => Tensor {
  const { frameLength, hop, bands } = settings;
  const { quadrature, bands: weights, pairs } = filters;
  return (x) =>
    tf.tidy(() => {
      const [batch, samples] = x.shape as [number, number];
      const frames = frameCount(samples, settings);
      const waves = conv1d(tf.reshape(x, [batch, samples, 1]), tf.tensor3d(quadrature, [frameLength, 1, 2 * pairs]), {
        stride: hop,
      });
      const squares = tf.reshape<tf.Rank.R2>(tf.square(waves), [batch * frames, 2 * pairs]);
      const energies = tf.reshape(tf.matMul(squares, tf.tensor2d(weights, [2 * pairs, bands])), [batch, frames, bands]);
      const level = tf.add(tf.mean(energies, [1, 2], true), EPSILON);
      const logarithms = tf.log(tf.add(tf.div(energies, level), FLOOR));
      const centred = tf.sub(logarithms, tf.mean(logarithms, [1, 2], true));
      const variance = tf.mean(tf.square(centred), [1, 2], true);
      return tf.div(centred, tf.sqrt(tf.add(variance, EPSILON)));
    });
}

/** Returns a Hann window of energy 1, so white noise of variance 1 has mean energy 1 in every pair. */
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

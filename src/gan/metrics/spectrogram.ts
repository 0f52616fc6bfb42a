import type { Engine, Program } from '../../engine/index.js';
import { conv1d, tf } from '../../ops/index.js';
import type { ExampleMatrix } from './distances.js';

/** Time-frequency resolution of a spectrogram. */
export interface SpectrogramOptions {
  readonly samples: number;
  readonly sampleRateHz: number;
  /** Number of bands, spaced evenly in octaves. */
  readonly bands: number;
  /** Centre of the lowest band. */
  readonly lowestHz: number;
  /** Centre of the highest. */
  readonly highestHz: number;
  /** Samples per window, a multiple of the hop. */
  readonly windowLength: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
}

/** Below the power of any relevant sound in a band (inputs have unit variance); keeps the logarithm finite. */
const POWER_FLOOR = 1e-6;

/** Spectrogram for bird song: 32 bands from 500 Hz to at most 10 kHz, windows of 512 samples (11.6 ms at 44.1 kHz). */
export function defaultSpectrogram(samples: number, sampleRateHz: number): SpectrogramOptions {
  return {
    samples,
    sampleRateHz,
    bands: 32,
    lowestHz: 500,
    highestHz: Math.min(10_000, 0.45 * sampleRateHz),
    windowLength: 512,
    hop: 256,
  };
}

/** Centre frequency of each band. */
export function bandCentresHz({ bands, lowestHz, highestHz }: SpectrogramOptions): number[] {
  return Array.from({ length: bands }, (_, band) => lowestHz * (highestHz / lowestHz) ** (band / (bands - 1)));
}

/** Frames per segment: the number of windows that fit. */
export function frameCount({ samples, windowLength, hop }: SpectrogramOptions): number {
  return Math.floor((samples - windowLength) / hop) + 1;
}

/**
 * Program that computes the power in each band, in dB, by correlation with windowed tones in quadrature.
 *
 * Input: `x` [B, samples]. Output: `spectrogram` [B, frames, bands].
 */
export function spectrogramProgram(options: SpectrogramOptions, batchSize: number): Program {
  const { samples, hop, windowLength, bands } = options;
  const filters = quadrature(options);
  return {
    name: 'spectrogram',
    inputs: { x: { shape: [batchSize, samples] } },
    fn: ({ x }) => {
      const tones = tf.tensor(filters, [windowLength, 1, 2 * bands]);
      const parts = conv1d(tf.reshape(x!, [batchSize, samples, 1]), tones, { stride: hop });
      const [real, imaginary] = tf.split(tf.square(parts), 2, 2) as [tf.Tensor, tf.Tensor];
      const power = tf.maximum(tf.add(real, imaginary), POWER_FLOOR);
      return { spectrogram: tf.mul(tf.log(power), 10 / Math.LN10) };
    },
  };
}

/** Computes the spectrograms of segments: one row [frames, bands] per segment, in dB. */
export async function spectrograms(
  engine: Engine,
  { values, size }: ExampleMatrix,
  options: SpectrogramOptions,
): Promise<ExampleMatrix> {
  const count = values.length / size;
  const batchSize = Math.min(50, count);
  const rowSize = frameCount(options) * options.bands;
  const program = await engine.compile(spectrogramProgram(options, batchSize));
  try {
    const out = new Float32Array(count * rowSize);
    for (let start = 0; start < count; start += batchSize) {
      const rows = Math.min(batchSize, count - start);
      const data = new Float32Array(batchSize * size);
      data.set(values.subarray(start * size, (start + rows) * size));
      const { outputs } = await program.run({ x: { dtype: 'float32', shape: [batchSize, size], data } });
      out.set((outputs['spectrogram']!.data as Float32Array).subarray(0, rows * rowSize), start * rowSize);
    }
    return { values: out, size: rowSize };
  } finally {
    await program.dispose();
  }
}

/** Hann-windowed cosines, then sines, of all bands. A tone of amplitude 1 at a band's centre has a power of 1/4. */
function quadrature(options: SpectrogramOptions): Float32Array {
  const { sampleRateHz, windowLength, bands } = options;
  const out = new Float32Array(windowLength * 2 * bands);
  for (const [band, hz] of bandCentresHz(options).entries()) {
    for (let t = 0; t < windowLength; t++) {
      const window = (2 * Math.sin((Math.PI * (t + 0.5)) / windowLength) ** 2) / windowLength;
      const angle = (2 * Math.PI * hz * t) / sampleRateHz;
      out[t * 2 * bands + band] = window * Math.cos(angle);
      out[t * 2 * bands + bands + band] = window * Math.sin(angle);
    }
  }
  return out;
}

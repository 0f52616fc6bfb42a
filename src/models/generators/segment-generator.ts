import { ConfigError } from '../../errors.js';
import type { HostTensor, HostTensors, Tensors } from '../../engine/index.js';
import { conv1d, leakyRelu, overlapAdd, type Tensor, tf, upsample1d } from '../../ops/index.js';
import type { Rng } from '../../rng.js';
import { applyDense, countParameters, initLayers, type LayerShape } from '../layer-parameters.js';
import type { Generator } from './types.js';

export interface SegmentGeneratorOptions {
  /** [samples]. */
  readonly outputShape: readonly number[];
  readonly latentSize: number;
  /** Channels of the hidden layers. */
  readonly channels: number;
  /** Number of filters in the synthesis filterbank. */
  readonly filters: number;
  /** Filter length in samples, a multiple of the stride. */
  readonly filterLength: number;
  /** Samples between frames. */
  readonly stride: number;
}

/** Number of times the frame count doubles. */
const DOUBLINGS = 2;
const TAPS = 3;
/** Below the variance of any audible segment; keeps the division finite for silence. */
const VARIANCE_FLOOR = 1e-8;

/**
 * Returns a generator of audio segments. Layers: dense, to a quarter of the frames; twice an upsampling by 2 and a
 * convolution of 3 taps; a convolution of 3 taps to one amplitude per filter and frame; a learned synthesis filterbank
 * with overlap-add, the transpose of bird10's first layer. Leaky ReLUs follow all but the last two. Segments are
 * normalised to zero mean and unit variance, like the real ones, so the generator cannot produce near-silence.
 * @throws ConfigError if the examples are not segments, or the filter length is not a multiple of the stride
 */
export function segmentGenerator(options: SegmentGeneratorOptions): Generator {
  const { outputShape, latentSize, channels, filters, filterLength, stride } = options;
  if (outputShape.length !== 1) {
    throw new ConfigError(`generator filterbank: expected segments [samples], got [${outputShape.join(', ')}]`);
  }
  if (filterLength % stride !== 0) {
    throw new ConfigError(
      `generator filterbank: expected a filter length that is a multiple of the stride ${stride}, got ${filterLength}`,
    );
  }
  const [samples] = outputShape as [number];
  const frames = 4 * Math.ceil((Math.max(0, samples - filterLength) / stride + 1) / 2 ** DOUBLINGS);
  const start = frames / 2 ** DOUBLINGS;
  const layers: readonly LayerShape[] = [
    { name: 'dense', kernel: [latentSize, start * channels], bias: true, activation: 'leaky-relu' },
    { name: 'conv1', kernel: [TAPS, channels, channels], bias: true, activation: 'leaky-relu' },
    { name: 'conv2', kernel: [TAPS, channels, channels], bias: true, activation: 'leaky-relu' },
    { name: 'loudness', kernel: [TAPS, channels, filters], bias: true },
  ];

  return {
    name: 'filterbank',
    spec: { name: 'filterbank', latentSize, channels, filters, filterLength, stride },
    latentSize,
    outputShape,
    parameterCount: countParameters(layers) + filterLength * filters,
    init: (rng): HostTensors => ({
      ...initLayers(layers, rng),
      'synthesis/kernel': windowedTones(rng.split('synthesis'), filterLength, stride, filters),
    }),
    apply(parameters: Tensors, z: Tensor): Tensor {
      const batch = z.shape[0];
      const h = leakyRelu(applyDense(parameters, 'dense', z));
      let y = tf.reshape(h, [batch, start, channels]);
      for (const name of ['conv1', 'conv2']) y = leakyRelu(sameConvolution(parameters, name, upsample1d(y, 2)));
      y = sameConvolution(parameters, 'loudness', y);
      const sound = overlapAdd(y, parameters['synthesis/kernel']!, { stride });
      return standardise(tf.slice(tf.reshape(sound, [batch, sound.shape[1]!]), [0, 0], [batch, samples]));
    },
  };
}

function sameConvolution(parameters: Tensors, name: string, x: Tensor): Tensor {
  const side = (TAPS - 1) / 2;
  const padded = tf.pad(x, [
    [0, 0],
    [side, side],
    [0, 0],
  ]);
  return tf.add(conv1d(padded, parameters[`${name}/kernel`]!, { stride: 1 }), parameters[`${name}/bias`]!);
}

/** Standardises every row: zero mean, unit variance. */
function standardise(x: Tensor): Tensor {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  return tf.div(centred, tf.sqrt(tf.add(variance, VARIANCE_FLOOR)));
}

/**
 * Returns windowed tones of norm 1 as initial filters. Each tone completes a whole number of cycles per stride, so a
 * filter with constant amplitude gives a continuous tone, and the network need not model phases. Phases are random.
 * Frequencies cycle from the lowest up to half the sample rate.
 */
function windowedTones(rng: Rng, length: number, stride: number, count: number): HostTensor {
  const frequencies = Math.max(1, Math.ceil(stride / 2) - 1);
  const data = new Float32Array(length * count);
  for (let filter = 0; filter < count; filter++) {
    const cyclesPerFrame = 1 + (filter % frequencies);
    const phase = 2 * Math.PI * rng.uniform();
    let squares = 0;
    for (let t = 0; t < length; t++) {
      const window = Math.sin((Math.PI * (t + 0.5)) / length) ** 2;
      const value = window * Math.sin((2 * Math.PI * cyclesPerFrame * t) / stride + phase);
      data[t * count + filter] = value;
      squares += value * value;
    }
    for (let t = 0; t < length; t++) data[t * count + filter]! /= Math.sqrt(squares);
  }
  return { dtype: 'float32', shape: [length, 1, count], data };
}

import { ConfigError } from '../../errors.js';
import type { HostTensor, Tensors } from '../../engine/index.js';
import { leakyRelu, sigmoid, type Tensor, tf, upsample2d } from '../../ops/index.js';
import { applyConvolution, applyDense, countParameters, initLayers, type LayerShape } from '../layer-parameters.js';
import type { Generator } from './types.js';

/** Per-channel mean and standard deviation of the real images, with pixels in [0, 1]. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Layer sizes of an image generator, and the normalisation of the real images. */
export interface ImageGeneratorOptions {
  /** [H, W, C]. */
  readonly outputShape: readonly number[];
  readonly latentSize: number;
  /** Channels of the last hidden layer; the first has four times as many. */
  readonly channels: number;
  /**
   * Normalisation of the real images: pixels in [0, 1]; channel mean subtracted and divided by the channel's standard
   * deviation; or divided by the image's Euclidean norm.
   */
  readonly normalisation: 'unit-range' | 'standard' | 'unit-norm';
  readonly statistics: PixelStatistics;
  /** Factor applied to normalised values. */
  readonly inputScale: number;
}

/** Number of times height and width double. */
const DOUBLINGS = 2;

/**
 * Returns a generator of images: dense to a quarter of the height and width - 2 x (upsample by 2, conv 3x3 same) - conv
 * 3x3 same to the image's channels, with leaky ReLUs in between. A sigmoid yields pixels in [0, 1], which are
 * normalised like the real images. Sizes not divisible by four are generated larger and cropped.
 *
 * There is no batch normalisation, so the examples of a batch stay independent.
 * @throws ConfigError if the examples are not images
 */
export function imageGenerator(options: ImageGeneratorOptions): Generator {
  const { outputShape, latentSize, channels, statistics } = options;
  if (outputShape.length !== 3) {
    throw new ConfigError(`generator upsampling-cnn: expected images [H, W, C], got [${outputShape.join(', ')}]`);
  }
  const [height, width, colours] = outputShape as [number, number, number];
  const factor = 2 ** DOUBLINGS;
  const [rows, columns] = [Math.ceil(height / factor), Math.ceil(width / factor)];
  const widths = [4 * channels, 2 * channels, channels] as const;
  const layers: readonly LayerShape[] = [
    { name: 'dense', kernel: [latentSize, rows * columns * widths[0]], bias: true, activation: 'leaky-relu' },
    { name: 'conv1', kernel: [3, 3, widths[0], widths[1]], bias: true, activation: 'leaky-relu' },
    { name: 'conv2', kernel: [3, 3, widths[1], widths[2]], bias: true, activation: 'leaky-relu' },
    { name: 'pixels', kernel: [3, 3, widths[2], colours], bias: true },
  ];
  const normalise = pixelNormaliser(options);

  return {
    name: 'upsampling-cnn',
    spec: { name: 'upsampling-cnn', latentSize, channels },
    latentSize,
    outputShape,
    parameterCount: countParameters(layers),
    init: (rng) => ({ ...initLayers(layers, rng), 'pixels/bias': meanPixel(statistics) }),
    apply(parameters: Tensors, z: Tensor): Tensor {
      const batch = z.shape[0];
      let h = leakyRelu(applyDense(parameters, 'dense', z));
      h = tf.reshape(h, [batch, rows, columns, widths[0]]);
      for (const name of ['conv1', 'conv2']) {
        h = leakyRelu(applyConvolution(parameters, name, upsample2d(h, 2), 'same'));
      }
      h = applyConvolution(parameters, 'pixels', h, 'same');
      const isExactSize = h.shape[1] === height && h.shape[2] === width;
      return normalise(sigmoid(isExactSize ? h : tf.slice(h, [0, 0, 0, 0], [batch, height, width, colours])));
    },
  };
}

/** Limits on the initial mean pixel: beyond them a sigmoid saturates. */
const [DARKEST, BRIGHTEST] = [0.02, 0.98];

/** Returns biases that start images at the real mean pixel; from mid-grey, digits would first have to become dark. */
function meanPixel({ mean }: PixelStatistics): HostTensor {
  const pixels = mean.map((value) => Math.min(Math.max(value, DARKEST), BRIGHTEST));
  return {
    dtype: 'float32',
    shape: [mean.length],
    data: Float32Array.from(pixels, (pixel) => Math.log(pixel / (1 - pixel))),
  };
}

/** Returns the normalisation of the real images, for pixels in [0, 1]. */
function pixelNormaliser({
  normalisation,
  statistics: { mean, std },
  inputScale,
}: ImageGeneratorOptions): (pixels: Tensor) => Tensor {
  switch (normalisation) {
    case 'unit-range':
      return (pixels) => tf.mul(pixels, inputScale);
    case 'standard':
      return (pixels) =>
        tf.mul(tf.sub(pixels, tf.tensor1d([...mean])), tf.tensor1d(std.map((deviation) => inputScale / deviation)));
    case 'unit-norm':
      return (pixels) => {
        const norms = tf.sqrt(tf.sum(tf.square(pixels), [1, 2, 3], true));
        return tf.div(pixels, tf.mul(norms, 1 / inputScale));
      };
  }
}

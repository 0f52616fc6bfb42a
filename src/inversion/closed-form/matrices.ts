import { ShapeError } from '../../errors.js';
import { oneHot, type Padding, type Tensor, tf } from '../../ops/index.js';
import { windowGeometry, type ImageShape, type Windows } from './windows.js';

export interface ConvolutionOptions {
  /** Zero padding around the image. Default: 'valid' (none). */
  readonly padding?: Padding;
  /** Vertical and horizontal. Default: [1, 1]. */
  readonly stride?: readonly [number, number];
}

/**
 * Returns C of Eq. 2: a convolution (cross-correlation, as in deep-learning libraries) as the matrix from the flat
 * image to the flat feature maps.
 * @param filter [KH, KW, C, F]
 * @param shape [H, W, C] of the image
 * @returns [H' W' F, H W C]; the caller owns it
 * @throws ShapeError if the filter does not fit the image
 */
export function convolutionMatrix(
  filter: Tensor,
  shape: ImageShape,
  { padding = 'valid', stride = [1, 1] }: ConvolutionOptions = {},
): tf.Tensor2D {
  const [height, width, channels, filters] = filter.shape as [number, number, number, number];
  if (filter.rank !== 4 || channels !== shape[2]) {
    throw new ShapeError(
      `convolutionMatrix: expected a filter [KH, KW, ${shape[2]}, F] for an image [${shape.join(', ')}], ` +
        `got [${filter.shape.join(', ')}]`,
    );
  }
  const { positions, outShape } = windowGeometry(shape, { size: [height, width], stride }, padding);
  const [rows, columns] = [outShape[0] * outShape[1] * filters, shape[0] * shape[1] * channels];
  // Entries without a weight point one past the last weight, at a zero.
  const weightAt = new Int32Array(rows * columns).fill(filter.size);
  positions.forEach((window, position) => {
    for (const { tap, pixel } of window) {
      for (let c = 0; c < channels; c++) {
        for (let f = 0; f < filters; f++) {
          weightAt[(position * filters + f) * columns + pixel * channels + c] = (tap * channels + c) * filters + f;
        }
      }
    }
  });
  return tf.tidy(() => {
    const weights = tf.concat([tf.reshape(filter, [-1]), tf.zeros([1])]);
    return tf.gather(weights, tf.tensor2d(weightAt, [rows, columns], 'int32')) as tf.Tensor2D;
  });
}

/**
 * Returns the diagonal of A_σ in Eq. 2: the slope of each unit's activation at z.
 * @param z input of the activation, any shape
 * @param slopeBelow the activation's slope at and below zero: 0 for ReLU, 0.2 for this library's leaky ReLU; the slope
 *   above zero is 1
 * @returns the shape of z
 */
export function activationSlopes(z: Tensor, slopeBelow = 0): Tensor {
  return tf.tidy(() => tf.where(tf.greater(z, 0), tf.onesLike(z), tf.fill(z.shape, slopeBelow)));
}

/**
 * Returns A_ρ of Eq. 2 for max pooling: each row has a 1 at the maximum of its window; ties go to the first in
 * row-major order.
 * @param z [H W C], input of the pooling
 * @param shape [H, W, C]
 * @returns [H' W' C, H W C]
 */
export function maxPoolingMatrix(z: Tensor, shape: ImageShape, windows: Windows): tf.Tensor2D {
  const { indices, rows, taps } = windowSlices(shape, windows);
  return tf.tidy(() => {
    const indicesByRow = tf.tensor2d(indices, [rows, taps], 'int32');
    const values = tf.gather(tf.reshape(z, [-1]), indicesByRow);
    const winner = tf.cast(oneHot(tf.argMax(values, 1), taps), 'int32');
    const winnerIndex = tf.sum(tf.mul(indicesByRow, winner), 1);
    return oneHot(winnerIndex, z.size) as tf.Tensor2D;
  });
}

/**
 * Returns A_ρ of Eq. 2 for mean pooling: 1 / (window size) at each position of the window, for every input.
 * @param shape [H, W, C]
 * @returns [H' W' C, H W C]
 */
export function meanPoolingMatrix(shape: ImageShape, windows: Windows): tf.Tensor2D {
  const { indices, rows, taps } = windowSlices(shape, windows);
  const columns = shape[0] * shape[1] * shape[2];
  const values = new Float32Array(rows * columns);
  indices.forEach((index, i) => (values[Math.floor(i / taps) * columns + index] = 1 / taps));
  return tf.tensor2d(values, [rows, columns]);
}

/**
 * Adds inhibition before the activation: subtracts the mean over channels at every position from the matrix's output.
 * @param matrix [P F, N], the F channels of a position adjacent
 * @returns [P F, N]
 */
export function withoutChannelMean(matrix: tf.Tensor2D, channels: number): tf.Tensor2D {
  return tf.tidy(() => {
    const byPosition = tf.reshape(matrix, [-1, channels, matrix.shape[1]]);
    return tf.reshape(tf.sub(byPosition, tf.mean(byPosition, 1, true)), matrix.shape);
  });
}

/** Returns the indices of every window into a flat image [H, W, C]: [H' W' C, KH KW]. */
function windowSlices(shape: ImageShape, windows: Windows): { indices: Int32Array; rows: number; taps: number } {
  const channels = shape[2];
  const { positions } = windowGeometry(shape, windows, 'valid');
  const [rows, taps] = [positions.length * channels, windows.size[0] * windows.size[1]];
  const indices = new Int32Array(rows * taps);
  positions.forEach((window, position) => {
    for (const { tap, pixel } of window) {
      for (let c = 0; c < channels; c++) indices[(position * channels + c) * taps + tap] = pixel * channels + c;
    }
  });
  return { indices, rows, taps };
}

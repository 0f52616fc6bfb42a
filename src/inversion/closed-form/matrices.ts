import { ShapeError } from '../../errors.js';
import { type Padding, type Tensor, tf } from '../../ops/index.js';
import { windowGeometry, type ImageShape, type Windows } from './windows.js';

/** How a filter goes over an image. */
export interface ConvolutionOptions {
  /** Zeros around the image: none unless given. */
  readonly padding?: Padding;
  /** Vertical and horizontal; [1, 1] unless given. */
  readonly stride?: readonly [number, number];
}

/**
 * C of Eq. 2: a convolution (a correlation, as in every deep-learning library) as the matrix that takes a flat image to flat feature maps.
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
      `convolutionMatrix: expected a filter [KH, KW, ${shape[2]}, F] for an image [${shape.join(', ')}], got [${filter.shape.join(', ')}]`,
    );
  }
  const { positions, outShape } = windowGeometry(shape, { size: [height, width], stride }, padding);
  const [rows, columns] = [outShape[0] * outShape[1] * filters, shape[0] * shape[1] * channels];
  // Where there is no weight, the place behind the last: a zero.
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
 * The diagonal of A_σ in Eq. 2: what each unit of a layer does to its input around z.
 * @param z any shape, what comes into the activation
 * @param slopeBelow the activation's slope at and below zero: 0 for ReLU, 0.2 for this project's leaky ReLU; above zero it is 1
 * @returns the shape of z
 */
export function activationSlopes(z: Tensor, slopeBelow = 0): Tensor {
  return tf.tidy(() => tf.where(tf.greater(z, 0), tf.onesLike(z), tf.fill(z.shape, slopeBelow)));
}

/**
 * A_ρ of Eq. 2 for max pooling: in each row, a one where the greatest value of the window is; of equal ones, the first in reading order.
 * @param z [H W C], what is pooled
 * @param shape [H, W, C]
 * @returns [H' W' C, H W C]
 */
export function maxPoolingMatrix(z: Tensor, shape: ImageShape, windows: Windows): tf.Tensor2D {
  const { places, rows, taps } = windowSlices(shape, windows);
  return tf.tidy(() => {
    const placesOfRow = tf.tensor2d(places, [rows, taps], 'int32');
    const values = tf.gather(tf.reshape(z, [-1]), placesOfRow);
    const winner = tf.oneHot(tf.argMax<tf.Tensor1D>(values, 1), taps, 1, 0, 'int32');
    const winnerPlace = tf.sum(tf.mul(placesOfRow, winner), 1);
    return tf.oneHot(tf.cast(winnerPlace, 'int32'), z.size, 1, 0, 'float32') as tf.Tensor2D;
  });
}

/**
 * A_ρ of Eq. 2 for mean pooling, which is the same for every input: one over the size of the window at each of its places.
 * @param shape [H, W, C]
 * @returns [H' W' C, H W C]
 */
export function meanPoolingMatrix(shape: ImageShape, windows: Windows): tf.Tensor2D {
  const { places, rows, taps } = windowSlices(shape, windows);
  const columns = shape[0] * shape[1] * shape[2];
  const values = new Float32Array(rows * columns);
  places.forEach((place, i) => (values[Math.floor(i / taps) * columns + place] = 1 / taps));
  return tf.tensor2d(values, [rows, columns]);
}

/**
 * Inhibition before the activation: a matrix followed by the subtraction of the mean over channels at every position.
 * @param matrix [P F, N], with the F channels of each position together
 * @returns [P F, N]
 */
export function withoutChannelMean(matrix: tf.Tensor2D, channels: number): tf.Tensor2D {
  return tf.tidy(() => {
    const byPosition = tf.reshape(matrix, [-1, channels, matrix.shape[1]]);
    return tf.reshape(tf.sub(byPosition, tf.mean(byPosition, 1, true)), matrix.shape);
  });
}

/** Indices into a flat image [H, W, C] of every window: [H' W' C, KH KW]. */
function windowSlices(shape: ImageShape, windows: Windows): { places: Int32Array; rows: number; taps: number } {
  const channels = shape[2];
  const { positions } = windowGeometry(shape, windows, 'valid');
  const [rows, taps] = [positions.length * channels, windows.size[0] * windows.size[1]];
  const places = new Int32Array(rows * taps);
  positions.forEach((window, position) => {
    for (const { tap, pixel } of window) {
      for (let c = 0; c < channels; c++) places[(position * channels + c) * taps + tap] = pixel * channels + c;
    }
  });
  return { places, rows, taps };
}

import { ShapeError } from '../../../errors.js';
import { conv1d, type Tensor, tf } from '../../../ops/index.js';

/**
 * Applies one stage of a periodic filter bank:  y[n, c] = Σₖ filter[k, c] x[(2 n + k) mod N]. With an orthogonal filter
 * pair it is an orthonormal map, so its backward pass is its inverse: no synthesis bank is needed.
 * @param x [M, N], N even
 * @param filters [L, 1, 2]
 * @returns [M, N/2, 2], low-pass and high-pass
 * @throws ShapeError if N is odd or less than L
 */
export function split(x: Tensor, filters: Tensor): Tensor {
  const [rows, length] = x.shape as [number, number];
  const taps = filters.shape[0];
  if (length % 2 !== 0 || length < taps) {
    throw new ShapeError(`wavelet: expected an even length of at least ${taps}, got ${length}; use fewer levels`);
  }
  const wrapped = tf.concat([x, tf.slice(x, [0, 0], [rows, taps - 2])], 1);
  return conv1d(tf.expandDims(wrapped, 2), filters, { stride: 2 });
}

/**
 * Applies one stage of the filter bank along both axes of images.
 * @param x [M, H, W], H and W even
 * @returns [M, 4, H/2, W/2]: low-low, low-high, high-low, high-high; the first word is the filter along the height
 */
export function splitImage(x: Tensor, filters: Tensor): Tensor {
  const [images, height, width] = x.shape as [number, number, number];
  const [h, w] = [height / 2, width / 2];
  const alongRows = tf.reshape(split(tf.reshape(x, [images * height, width]), filters), [images, height, w, 2]);
  const columns = tf.reshape(tf.transpose(alongRows, [0, 3, 2, 1]), [images * 2 * w, height]);
  const alongBoth = tf.reshape(split(columns, filters), [images, 2, w, h, 2]);
  return tf.reshape(tf.transpose(alongBoth, [0, 4, 1, 3, 2]), [images, 4, h, w]);
}

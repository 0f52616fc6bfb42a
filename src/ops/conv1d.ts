import { ShapeError } from '../errors.js';
import { tf, type Tensor } from './tf.js';
import { windowSlicesAlong } from './window-slices.js';

/** Longest filter that is laid out column by column (im2col) when it is no multiple of the stride. */
const LONGEST_UNFOLDED_FILTER = 16;

/**
 * Strided 1-D convolution without padding ("valid"; a correlation, as in every deep-learning library).
 * @param x [B, T, C]
 * @param filter [K, C, F]
 * @returns [B, floor((T - K) / stride) + 1, F]
 */
export function conv1d(x: Tensor, filter: Tensor, { stride }: { readonly stride: number }): Tensor {
  const [, length, channels] = x.shape as [number, number, number];
  const [size, filterChannels] = filter.shape as [number, number, number];
  if (x.rank !== 3 || filter.rank !== 3 || channels !== filterChannels || length < size) {
    throw new ShapeError(
      `conv1d: expected x [B, T >= ${size}, ${filterChannels}] for filter [${filter.shape.join(', ')}], got [${x.shape.join(', ')}]`,
    );
  }
  if (size % stride === 0) return tf.tidy(() => foldedConv1d(x, filter, stride));
  if (size <= LONGEST_UNFOLDED_FILTER) return tf.tidy(() => unfoldedConv1d(x, filter, stride));
  return tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, stride, 'valid');
}

/**
 * K = m stride. Cut x into blocks of `stride` samples; output t is the sum over j < m of block t + j times the filter's j-th part:
 * one matrix product of all blocks with all parts side by side, then m shifted additions. No sample is copied for its overlap.
 *
 *   x [B, T, C] -> blocks [B n, stride C] . parts [stride C, m F] = [B, n, m F], y[t] = sum_j product[t + j, j F : (j + 1) F]
 */
function foldedConv1d(x: Tensor, filter: Tensor, stride: number): Tensor {
  const [batch, length, channels] = x.shape as [number, number, number];
  const [size, , filters] = filter.shape as [number, number, number];
  const partCount = size / stride;
  const outputLength = Math.floor((length - size) / stride) + 1;
  const blockCount = outputLength + partCount - 1;

  const used = blockCount * stride === length ? x : tf.slice(x, [0, 0, 0], [batch, blockCount * stride, channels]);
  const blocks = tf.reshape(used, [batch * blockCount, stride * channels]);
  const parts = tf.reshape(tf.transpose(tf.reshape(filter, [partCount, stride * channels, filters]), [1, 0, 2]), [
    stride * channels,
    partCount * filters,
  ]);
  const products = tf.reshape(tf.matMul(blocks as tf.Tensor2D, parts as tf.Tensor2D), [
    batch,
    blockCount,
    partCount * filters,
  ]);
  let sum: Tensor | undefined;
  for (let part = 0; part < partCount; part++) {
    const shifted = tf.slice(products, [0, part, part * filters], [batch, outputLength, filters]);
    sum = sum === undefined ? shifted : tf.add(sum, shifted);
  }
  return sum!;
}

/** Short filters: the samples under each tap side by side (im2col), then one matrix product. */
function unfoldedConv1d(x: Tensor, filter: Tensor, stride: number): Tensor {
  const [batch, length, channels] = x.shape as [number, number, number];
  const [size, , filters] = filter.shape as [number, number, number];
  const outputLength = Math.floor((length - size) / stride) + 1;
  const taps = windowSlicesAlong(x, { axis: 1, size, stride, count: outputLength });
  const columns = tf.reshape(tf.concat(taps, 2), [batch * outputLength, size * channels]);
  const flat = tf.reshape(filter, [size * channels, filters]);
  return tf.reshape(tf.matMul(columns as tf.Tensor2D, flat as tf.Tensor2D), [batch, outputLength, filters]);
}

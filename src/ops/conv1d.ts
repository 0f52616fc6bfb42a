import { ShapeError } from '../errors.js';
import { tf, type Tensor } from './tf.js';
import { windowSlicesAlong } from './window-slices.js';

/** Longest filter for im2col, where the filter length is not a multiple of the stride. */
const LONGEST_IM2COL_FILTER = 16;

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
      `conv1d: expected x [B, T >= ${size}, ${filterChannels}] for filter [${filter.shape.join(', ')}], ` +
        `got [${x.shape.join(', ')}]`,
    );
  }
  if (size % stride === 0) return tf.tidy(() => blockedConv1d(x, filter, stride));
  if (size <= LONGEST_IM2COL_FILTER) return tf.tidy(() => im2colConv1d(x, filter, stride));
  return tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, stride, 'valid');
}

/**
 * Convolution with K = m stride. x is split into blocks of `stride` samples, and the filter into m pieces of that
 * length; output t is the sum over j < m of block t + j times piece j. That is one matrix product of all blocks
 * with all pieces, then m shifted additions. Overlapping windows copy no samples.
 *
 *   x [B, T, C] -> blocks [B n, stride C] . pieces [stride C, m F] = [B, n, m F]
 *   y[t] = sum_j product[t + j, j F : (j + 1) F]
 */
function blockedConv1d(x: Tensor, filter: Tensor, stride: number): Tensor {
  const [batch, length, channels] = x.shape as [number, number, number];
  const [size, , filters] = filter.shape as [number, number, number];
  const pieceCount = size / stride;
  const outputLength = Math.floor((length - size) / stride) + 1;
  const blockCount = outputLength + pieceCount - 1;

  const used = blockCount * stride === length ? x : tf.slice(x, [0, 0, 0], [batch, blockCount * stride, channels]);
  const blocks = tf.reshape(used, [batch * blockCount, stride * channels]);
  const pieces = tf.reshape(tf.transpose(tf.reshape(filter, [pieceCount, stride * channels, filters]), [1, 0, 2]), [
    stride * channels,
    pieceCount * filters,
  ]);
  const products = tf.reshape(tf.matMul(blocks as tf.Tensor2D, pieces as tf.Tensor2D), [
    batch,
    blockCount,
    pieceCount * filters,
  ]);
  let sum: Tensor | undefined;
  for (let piece = 0; piece < pieceCount; piece++) {
    const shifted = tf.slice(products, [0, piece, piece * filters], [batch, outputLength, filters]);
    sum = sum === undefined ? shifted : tf.add(sum, shifted);
  }
  return sum!;
}

/** Convolution for short filters: im2col (the samples under each tap, concatenated), then one matrix product. */
function im2colConv1d(x: Tensor, filter: Tensor, stride: number): Tensor {
  const [batch, length, channels] = x.shape as [number, number, number];
  const [size, , filters] = filter.shape as [number, number, number];
  const outputLength = Math.floor((length - size) / stride) + 1;
  const taps = windowSlicesAlong(x, { axis: 1, size, stride, count: outputLength });
  const columns = tf.reshape(tf.concat(taps, 2), [batch * outputLength, size * channels]);
  const flat = tf.reshape(filter, [size * channels, filters]);
  return tf.reshape(tf.matMul(columns as tf.Tensor2D, flat as tf.Tensor2D), [batch, outputLength, filters]);
}

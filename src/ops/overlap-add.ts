import { ShapeError } from '../errors.js';
import { tf, type Tensor } from './tf.js';

/**
 * The transpose of `conv1d` with the same filter and stride, where the filter length is a multiple of the stride.
 * Frame t adds the filters, weighted by y[t], to the signal from sample t * stride on. One matrix product, then K /
 * stride shifted additions.
 *
 *   y [B, T, F] . filter [F, K C] = [B, T, m, stride C] with m = K / stride
 *   block t of the signal = sum_j products[t - j, j]
 * @param y [B, T, F]
 * @param filter [K, C, F]
 * @returns [B, (T - 1) stride + K, C]
 */
export function overlapAdd(y: Tensor, filter: Tensor, { stride }: { readonly stride: number }): Tensor {
  const [batch, frames, filters] = y.shape as [number, number, number];
  const [size, channels, filterCount] = filter.shape as [number, number, number];
  if (y.rank !== 3 || filter.rank !== 3 || filters !== filterCount || size % stride !== 0) {
    throw new ShapeError(
      `overlapAdd: expected y [B, T, ${filterCount}] and ` +
        `a filter whose length is a multiple of the stride ${stride}, ` +
        `got [${y.shape.join(', ')}] and [${filter.shape.join(', ')}]`,
    );
  }
  return tf.tidy(() => {
    const pieceCount = size / stride;
    const flat = tf.reshape(filter, [size * channels, filters]);
    const products = tf.reshape(tf.matMul(tf.reshape(y, [batch * frames, filters]), flat, false, true), [
      batch,
      frames,
      size * channels,
    ]);
    const block = stride * channels;
    let sum: Tensor | undefined;
    for (let piece = 0; piece < pieceCount; piece++) {
      const contribution = tf.slice(products, [0, 0, piece * block], [batch, frames, block]);
      const shifted = tf.pad(contribution, [
        [0, 0],
        [piece, pieceCount - 1 - piece],
        [0, 0],
      ]);
      sum = sum === undefined ? shifted : tf.add(sum, shifted);
    }
    return tf.reshape(sum!, [batch, (frames + pieceCount - 1) * stride, channels]);
  });
}

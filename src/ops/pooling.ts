import { ShapeError } from '../errors.js';
import { tf, type Tensor } from './tf.js';

/** Size and stride of pooling windows, without padding. Windows overlap if stride < size. */
export interface PoolOptions {
  readonly size: number;
  readonly stride: number;
}

/**
 * Max pooling over time. On a tie the gradient goes to the first entry.
 * @param x [B, T, C]
 * @returns [B, floor((T - size) / stride) + 1, C]
 */
export function maxPool1d(x: Tensor, options: PoolOptions): Tensor {
  return overTime(x, options, (image) => tf.maxPool(image, [options.size, 1], [options.stride, 1], 'valid'));
}

/** Mean pooling over time; shapes as `maxPool1d`. */
export function meanPool1d(x: Tensor, options: PoolOptions): Tensor {
  return overTime(x, options, (image) => tf.avgPool(image, [options.size, 1], [options.stride, 1], 'valid'));
}

/**
 * Max pooling over square windows. On a tie the gradient goes to the first entry in row-major order.
 * @param x [B, H, W, C]
 */
export function maxPool2d(x: Tensor, { size, stride }: PoolOptions): Tensor {
  return tf.maxPool(x as tf.Tensor4D, size, stride, 'valid');
}

/** Mean pooling over square windows of [B, H, W, C]. */
export function meanPool2d(x: Tensor, { size, stride }: PoolOptions): Tensor {
  return tf.avgPool(x as tf.Tensor4D, size, stride, 'valid');
}

function overTime(x: Tensor, { size }: PoolOptions, pool: (image: tf.Tensor4D) => Tensor): Tensor {
  const [batch, length, channels] = x.shape as [number, number, number];
  if (x.rank !== 3 || length < size) {
    throw new ShapeError(`pooling: expected [B, T >= ${size}, C], got [${x.shape.join(', ')}]`);
  }
  return tf.tidy(() => {
    const pooled = pool(tf.reshape(x, [batch, length, 1, channels]));
    return tf.reshape(pooled, [batch, pooled.shape[1]!, channels]);
  });
}

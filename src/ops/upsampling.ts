import { ShapeError } from '../errors.js';
import { tf, type Tensor } from './tf.js';

/**
 * Repeats every pixel `factor` times in both directions (nearest neighbour).
 * @param x [B, H, W, C]
 * @returns [B, factor H, factor W, C]
 */
export function upsample2d(x: Tensor, factor: number): Tensor {
  if (x.rank !== 4) throw new ShapeError(`upsample2d: expected [B, H, W, C], got [${x.shape.join(', ')}]`);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return tf.tidy(() => {
    // A product with ones, because the gradient of tf.tile supports four axes at most.
    const repeated = tf.mul(
      tf.reshape(x, [batch, height, 1, width, 1, channels]),
      tf.ones([1, 1, factor, 1, factor, 1]),
    );
    return tf.reshape(repeated, [batch, height * factor, width * factor, channels]);
  });
}

/**
 * Repeats every frame `factor` times.
 * @param x [B, T, C]
 * @returns [B, factor T, C]
 */
export function upsample1d(x: Tensor, factor: number): Tensor {
  if (x.rank !== 3) throw new ShapeError(`upsample1d: expected [B, T, C], got [${x.shape.join(', ')}]`);
  const [batch, length, channels] = x.shape as [number, number, number];
  return tf.tidy(() => {
    const repeated = tf.mul(tf.reshape(x, [batch, length, 1, channels]), tf.ones([1, 1, factor, 1]));
    return tf.reshape(repeated, [batch, length * factor, channels]);
  });
}

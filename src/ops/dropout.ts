import { tf, type Tensor } from './tf.js';

/**
 * Inverted dropout with the noise as an input: units with noise < rate become zero, all others are scaled by
 * 1 / (1 - rate).
 * @param x any shape
 * @param noise x's shape, uniform in [0, 1)
 * @param rate fraction of units to drop, in [0, 1)
 */
export function dropout(x: Tensor, noise: Tensor, rate: number): Tensor {
  return tf.tidy(() => {
    const kept = tf.cast(tf.greaterEqual(noise, rate), 'float32');
    return tf.mul(x, tf.mul(kept, 1 / (1 - rate)));
  });
}

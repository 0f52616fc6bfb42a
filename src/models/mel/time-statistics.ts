import { type Tensor, tf } from '../../ops/index.js';
import { OFFSETS, TYPICAL, VARIANCE_FLOOR } from './statistics-plan.js';

/**
 * Computes time-invariant statistics of a segment: mean, maximum and standard deviation of each band over time, and the
 * mean absolute change at offsets in time, in frequency and in both.
 * @param x [B, frames, bands], zero mean and unit variance
 * @returns [B, statisticsCount(bands)]
 */
export function timeStatistics(x: Tensor): Tensor {
  const mean = tf.mean(x, 1, true);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), 1);
  const scaled = (values: Tensor, [typical, spread]: readonly [number, number]): Tensor =>
    tf.mul(tf.sub(values, typical), 1 / spread);
  return tf.concat(
    [
      scaled(tf.squeeze(mean, [1]), TYPICAL.mean),
      scaled(tf.max(x, 1), TYPICAL.max),
      scaled(tf.sqrt(tf.add(variance, VARIANCE_FLOOR)), TYPICAL.deviation),
      ...OFFSETS.map(([frames, bandOffset]) =>
        scaled(tf.mean(tf.abs(change(x, frames, bandOffset)), 1), TYPICAL.change),
      ),
    ],
    1,
  );
}

/** Returns x[t + frames, m + across] - x[t, m] wherever both exist. */
function change(x: Tensor, frames: number, bandOffset: number): Tensor {
  const [batch, length, bands] = x.shape as [number, number, number];
  const size = [batch, length - frames, bands - Math.abs(bandOffset)];
  const later = tf.slice(x, [0, frames, Math.max(0, bandOffset)], size);
  const earlier = tf.slice(x, [0, 0, Math.max(0, -bandOffset)], size);
  return tf.sub(later, earlier);
}

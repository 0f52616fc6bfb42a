import { type Tensor, tf } from '../../ops/index.js';

/** Offsets in frames and bands at which changes are measured: short and long steps, rising and falling notes. */
export const OFFSETS: readonly (readonly [frames: number, bands: number])[] = [
  [1, 0],
  [2, 0],
  [4, 0],
  [8, 0],
  [1, 1],
  [1, 2],
  [1, -1],
  [1, -2],
  [0, 1],
  [0, 2],
];
/** Frames required by the longest offset. */
export const MIN_FRAMES = Math.max(...OFFSETS.map(([frames]) => frames)) + 1;
/** The square root's derivative is infinite at zero. */
export const VARIANCE_FLOOR = 1e-3;

/**
 * Typical mean and spread of each statistic over recordings, for energies of zero mean and unit variance. Rounded; they
 * bring the inputs of the dense layer to a common scale.
 */
export const TYPICAL = { mean: [0, 0.7], max: [1.4, 1.7], deviation: [0.55, 0.45], change: [0.48, 0.35] } as const;

/** Returns the number of statistics for a number of bands. */
export function statisticsCount(bands: number): number {
  return 3 * bands + OFFSETS.reduce((sum, [, bandOffset]) => sum + bands - Math.abs(bandOffset), 0);
}

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

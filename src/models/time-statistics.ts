import { type Tensor, tf } from '../ops/index.js';

/** Steps, in frames and in bands, whose changes are measured: short and long ones, notes that rise and notes that fall. */
const STEPS: readonly (readonly [frames: number, bands: number])[] = [
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
/** Frames that the longest step needs. */
export const MIN_FRAMES = Math.max(...STEPS.map(([frames]) => frames)) + 1;
/** The square root's derivative is infinite at zero. */
const VARIANCE_FLOOR = 1e-3;

/**
 * What each statistic of a segment is like on average over recordings, of energies that have zero mean and unit variance: mean and spread.
 * Rounded; they bring the inputs of a dense layer to one scale.
 */
const USUAL = { mean: [0, 0.7], max: [1.4, 1.7], deviation: [0.55, 0.45], change: [0.48, 0.35] } as const;

/** Number of statistics of frames with so many bands. */
export function statisticsCount(bands: number): number {
  return 3 * bands + STEPS.reduce((sum, [, across]) => sum + bands - Math.abs(across), 0);
}

/**
 * What is heard in a segment, whenever it is: for every band the mean, the maximum and the standard deviation over time, and the mean size of
 * changes along steps in time, in frequency and in both.
 * @param x [B, frames, bands], of zero mean and unit variance
 * @returns [B, statisticsCount(bands)]
 */
export function timeStatistics(x: Tensor): Tensor {
  const mean = tf.mean(x, 1, true);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), 1);
  const scaled = (values: Tensor, [usual, spread]: readonly [number, number]): Tensor =>
    tf.mul(tf.sub(values, usual), 1 / spread);
  return tf.concat(
    [
      scaled(tf.squeeze(mean, [1]), USUAL.mean),
      scaled(tf.max(x, 1), USUAL.max),
      scaled(tf.sqrt(tf.add(variance, VARIANCE_FLOOR)), USUAL.deviation),
      ...STEPS.map(([frames, across]) => scaled(tf.mean(tf.abs(change(x, frames, across)), 1), USUAL.change)),
    ],
    1,
  );
}

/** x[t + frames, m + across] - x[t, m], wherever both are there. */
function change(x: Tensor, frames: number, across: number): Tensor {
  const [batch, length, bands] = x.shape as [number, number, number];
  const size = [batch, length - frames, bands - Math.abs(across)];
  const later = tf.slice(x, [0, frames, Math.max(0, across)], size);
  const earlier = tf.slice(x, [0, 0, Math.max(0, -across)], size);
  return tf.sub(later, earlier);
}

import type { Tensors } from '../../engine/index.js';
import { tf } from '../../ops/index.js';
import { updateInGroups } from './groups.js';

/**
 * Moves the exponential average of the parameters towards the newest ones (Polyak and Juditsky, "Acceleration of
 * stochastic approximation by averaging", 1992, in its exponential form): a ← a + rate · (θ − a).
 * @param average of the parameters so far, by name
 * @param parameters after the step
 * @param rate scalar, from `averageRate`
 * @returns the new average; the old one is not modified
 */
export function averageUpdate(average: Tensors, parameters: Tensors, rate: tf.Tensor): Tensors {
  return updateInGroups({ parameters, average }, (vectors) => ({
    average: tf.add(vectors.average, tf.mul(tf.sub(vectors.parameters, vectors.average), rate)),
  })).average;
}

/**
 * Returns the weight of the newest parameters in the average after step t: 1 − min(decay, (1 + t) / (10 + t)), as in
 * TensorFlow's `ExponentialMovingAverage`. While t is small, the average therefore spans about t / 9 steps, and the
 * initial parameters are soon forgotten. Computed in float64, because 1 − decay loses digits in float32.
 * @param step t, counted from 1
 * @param decay of the average, in [0, 1)
 */
export function averageRate(step: number, decay: number): number {
  return Math.max(1 - decay, 9 / (10 + step));
}

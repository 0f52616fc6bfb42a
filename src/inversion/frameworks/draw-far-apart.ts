import { ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import type { Rng } from '../../rng.js';

/** Error that remains when `chosen` represents `example`; never negative. */
export type RemainingDistance = (example: Float32Array, chosen: Float32Array) => number;

/**
 * Draws examples that are far apart. Each is drawn with probability proportional to the error that the examples drawn
 * so far leave (k-means++, Arthur and Vassilvitskii, 2007, where the error is the squared distance to the nearest).
 * Downloads x once.
 * @param x [B, D]
 * @returns [count, D]
 * @throws ShapeError if x has fewer than `count` examples
 */
export function drawFarApart(rng: Rng, x: Tensor, count: number, remainder: RemainingDistance): Tensor {
  const [examples, size] = x.shape as [number, number];
  if (examples < count) throw new ShapeError(`expected at least ${count} examples to initialise from, got ${examples}`);
  const values = x.dataSync() as Float32Array;
  const row = (index: number): Float32Array => values.subarray(index * size, (index + 1) * size);
  const chosen = [rng.integer(examples)];
  const errors = new Float64Array(examples).fill(Infinity);
  while (chosen.length < count) {
    const latest = row(chosen.at(-1)!);
    errors.forEach((error, index) => (errors[index] = Math.min(error, Math.max(0, remainder(row(index), latest)))));
    chosen.push(drawByWeight(rng, errors));
  }
  return tf.tidy(() => tf.gather(x, tf.tensor1d(chosen, 'int32')));
}

/** Draws an index with probability proportional to its weight; uniformly if all weights are zero. */
function drawByWeight(rng: Rng, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return rng.integer(weights.length);
  let remaining = rng.uniform() * total;
  const index = weights.findIndex((weight) => (remaining -= weight) < 0);
  return index < 0 ? weights.length - 1 : index;
}

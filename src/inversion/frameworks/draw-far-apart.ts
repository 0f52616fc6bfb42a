import { ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import type { Rng } from '../../rng.js';

/** What is left of an example once another one may stand for it; never negative. */
export type RemainingDistance = (example: Float32Array, chosen: Float32Array) => number;

/**
 * Examples that are far from each other: each is drawn with a probability that grows with what those before leave of it (k-means++, Arthur
 * and Vassilvitskii, 2007, where that is the squared distance to the nearest). Reads the examples back, once.
 * @param x [B, D]
 * @returns [count, D]
 * @throws ShapeError if there are fewer examples
 */
export function drawFarApart(rng: Rng, x: Tensor, count: number, remainder: RemainingDistance): Tensor {
  const [examples, size] = x.shape as [number, number];
  if (examples < count) throw new ShapeError(`expected at least ${count} examples to start from, got ${examples}`);
  const values = x.dataSync() as Float32Array;
  const row = (index: number): Float32Array => values.subarray(index * size, (index + 1) * size);
  const chosen = [rng.integer(examples)];
  const left = new Float64Array(examples).fill(Infinity);
  while (chosen.length < count) {
    const latest = row(chosen.at(-1)!);
    left.forEach((before, index) => (left[index] = Math.min(before, Math.max(0, remainder(row(index), latest)))));
    chosen.push(drawByWeight(rng, left));
  }
  return tf.tidy(() => tf.gather(x, tf.tensor1d(chosen, 'int32')));
}

/** An index, by weight; any one, where all weights are zero. */
function drawByWeight(rng: Rng, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return rng.integer(weights.length);
  let left = rng.uniform() * total;
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found < 0 ? weights.length - 1 : found;
}

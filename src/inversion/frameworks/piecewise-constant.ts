import { oneHot, tf, type Tensor } from '../../ops/index.js';

/**
 * Wraps a choice that is constant around almost every point, such as the winning unit or the best basis. Its derivative
 * is zero wherever it exists, so f(x) = choice(x) ⊙ matches(x) has df/dx = choice(x) ⊙ W.
 * @param choose [B, ...] -> a tensor of zeros and ones; its computation is not differentiated
 */
export function piecewiseConstant(choose: (values: Tensor) => Tensor): (values: Tensor) => Tensor {
  return tf.customGrad((...args) => {
    const [values, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const value = choose(values);
    // Saved last: if `choose` throws, nothing would dispose of a saved tensor.
    save([values]);
    return { value, gradFunc: (_upstream, [saved]) => tf.zerosLike(saved!) };
  });
}

/** Marks the highest score of every row with 1, the others with 0; ties go to the first. [B, k] -> [B, k]. */
export const winner = (scores: Tensor): Tensor =>
  piecewiseConstant((values) => oneHot(tf.argMax(values, 1), values.shape[1]!))(scores);

/**
 * Marks the `count` highest scores of every row with 1, the others with 0: [B, k] -> [B, k].
 * Each round picks one winner and excludes it from later rounds.
 */
export const winners = (scores: Tensor, count: number): Tensor =>
  piecewiseConstant((values) => {
    let chosen: Tensor = tf.zerosLike(values);
    for (let round = 0; round < count; round++) {
      const left = tf.where(tf.greater(chosen, 0), tf.fill(values.shape, -Infinity), values);
      chosen = tf.add(chosen, winner(left));
    }
    return chosen;
  })(scores);

import { tf, type Tensor } from '../../ops/index.js';

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
  piecewiseConstant((values) => {
    // Not oneHot, which rejects k = 1.
    const first = tf.expandDims(tf.cast(tf.argMax(values, 1), 'float32'), 1);
    return tf.cast(
      tf.equal(first, tf.tensor1d(Float32Array.from({ length: values.shape[1]! }, (_, index) => index))),
      'float32',
    );
  })(scores);

/**
 * Marks the `count` highest scores of every row with 1, the others with 0: [B, k] -> [B, k].
 * Each round picks one winner and excludes it from later rounds.
 */
export const winners = (scores: Tensor, count: number): Tensor =>
  piecewiseConstant((values) => {
    const floor = tf.sub(tf.min(values), 1);
    let chosen: Tensor = tf.zerosLike(values);
    for (let round = 0; round < count; round++) {
      chosen = tf.add(chosen, winner(tf.add(tf.mul(values, tf.sub(1, chosen)), tf.mul(floor, chosen))));
    }
    return chosen;
  })(scores);

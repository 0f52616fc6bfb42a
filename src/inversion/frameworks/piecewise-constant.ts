import { tf, type Tensor } from '../../ops/index.js';

/**
 * A choice that is constant around almost every point: which unit wins, which basis is best. Its derivative is zero wherever it has one, so
 * that f(x) = choice(x) ⊙ matches(x) has df/dx = choice(x) ⊙ W.
 * @param choose [B, ...] -> a tensor of zeros and ones; nothing that it computes is differentiated
 */
export function piecewiseConstant(choose: (values: Tensor) => Tensor): (values: Tensor) => Tensor {
  return tf.customGrad((...args) => {
    const [values, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const value = choose(values);
    // After what may throw: nobody else would dispose of what is saved.
    save([values]);
    return { value, gradFunc: (_upstream, [saved]) => tf.zerosLike(saved!) };
  });
}

/** 1 for the greatest score of every row, the first of equals, 0 for the others: [B, k] -> [B, k]. */
export const winner = (scores: Tensor): Tensor =>
  piecewiseConstant((values) => {
    // Not oneHot, which refuses k = 1.
    const first = tf.expandDims(tf.cast(tf.argMax(values, 1), 'float32'), 1);
    return tf.cast(
      tf.equal(first, tf.tensor1d(Float32Array.from({ length: values.shape[1]! }, (_, index) => index))),
      'float32',
    );
  })(scores);

/**
 * 1 for the `count` greatest scores of every row, 0 for the others: [B, k] -> [B, k].
 * One winner after the other, each out of the race afterwards.
 */
export const winners = (scores: Tensor, count: number): Tensor =>
  piecewiseConstant((values) => {
    const floor = tf.sub(tf.min(values), 1);
    let chosen: Tensor = tf.zerosLike(values);
    for (let place = 0; place < count; place++) {
      chosen = tf.add(chosen, winner(tf.add(tf.mul(values, tf.sub(1, chosen)), tf.mul(floor, chosen))));
    }
    return chosen;
  })(scores);

import { type Tensor, tf } from '../ops/index.js';

/** Keeps the logarithm finite for a class without predictions. */
const TINY = 1e-12;

/** Computes −p log p of each probability: their sum over the classes is the entropy, in nats. */
export function surprisal(probabilities: Tensor): Tensor {
  return tf.neg(tf.mul(probabilities, tf.log(tf.add(probabilities, TINY))));
}

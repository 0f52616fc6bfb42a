import { logSoftmax, type Tensor, tf } from '../ops/index.js';

/**
 * Shannon entropy of the predicted classes, E = −Σ ŷ_c log ŷ_c with ŷ = softmax(f) (Eq. 9), in nats.
 * @param logits [B, C]
 * @returns [B]
 */
export function entropy(logits: Tensor): Tensor {
  const logProbabilities = logSoftmax(logits);
  return tf.neg(tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), 1));
}

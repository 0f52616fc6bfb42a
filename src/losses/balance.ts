import { logSoftmax, type Tensor, tf } from '../ops/index.js';

/** Keeps the logarithm finite for a class that no example is put into. */
const TINY = 1e-12;

/**
 * Entropy of the mean prediction, H(p̄) = −Σ_c p̄_c log p̄_c with p̄ the mean of softmax(f), in nats: log C where all classes are used alike, 0 where
 * one of them is all there is. Not a term of the paper's: E alone is least where every example is put into the same class. E − H(p̄) is the
 * mutual information of example and class, negated (Bridle, Heading and MacKay, 1992; Krause, Perona and Gomes, 2010).
 *
 * It is no mean over examples: that of a batch is not the sum of those of its parts.
 * @param logits [B, C]
 * @param mask [B], 1 for rows that count
 * @param count scalar, number of such rows, at least 1; counted if not given
 * @returns a scalar
 */
export function balanceEntropy(logits: Tensor, mask: Tensor, count: Tensor = tf.maximum(tf.sum(mask), 1)): Tensor {
  const probabilities = tf.exp(logSoftmax(logits));
  const mean = tf.div(tf.sum(tf.mul(probabilities, tf.expandDims(mask, 1)), 0), count);
  return tf.neg(tf.sum(tf.mul(mean, tf.log(tf.add(mean, TINY)))));
}

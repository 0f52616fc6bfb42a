import { logSoftmax, type Tensor, tf } from '../ops/index.js';
import { surprisal } from './surprisal.js';

/**
 * Computes the entropy of the mean prediction in nats: H(p̄) = −Σ_c p̄_c log p̄_c, where p̄ is the mean of softmax(f).
 * It is log C if all classes are predicted equally often, 0 if only one is. It is not in the paper; without it, E is
 * minimal when every example gets the same class. E − H(p̄) is the negative mutual information between example and
 * class (Bridle, Heading and MacKay, 1992; Krause, Perona and Gomes, 2010).
 *
 * It is not a mean over examples, so the values of a batch's shards do not add up to the value of the batch.
 * @param logits [B, C]
 * @param mask [B], 1 for rows to include, else 0
 * @param count scalar, number of included rows, at least 1; default: sum of the mask, at least 1
 * @returns a scalar
 */
export function balanceEntropy(logits: Tensor, mask: Tensor, count?: Tensor): Tensor {
  return tf.tidy(() => {
    const probabilities = tf.exp(logSoftmax(logits));
    const mean = tf.div(tf.sum(tf.mul(probabilities, tf.expandDims(mask, 1)), 0), count ?? tf.maximum(tf.sum(mask), 1));
    return tf.sum(surprisal(mean));
  });
}

import { logSoftmax, sigmoid, type Tensor, tf } from '../ops/index.js';
import { surprisal } from './surprisal.js';

/**
 * Computes the entropy of the mean prediction of an example's views, H(p̄) with p̄ = mean_v softmax(f(x_v)), in nats.
 * It is the mean entropy of the views plus their Jensen-Shannon divergence, so that it is 0 only if all views get the
 * same class with certainty. With one view it is Eq. 9. Not in the paper.
 * @param logits [B, C]; consecutive rows are views of one example
 * @param views number of views; a divisor of B
 * @returns [B], the same value for all views of an example
 */
export function viewsEntropy(logits: Tensor, views: number): Tensor {
  return tf.tidy(() => {
    const mean = meanOfViews(tf.exp(logSoftmax(logits)), views);
    return forEachView(tf.sum(surprisal(mean), 1), views);
  });
}

/**
 * Computes the mean over the classes of the entropy of p̄_c = mean_v σ(f_c(x_v)), in nats: the counterpart of
 * `viewsEntropy` for classes that do not exclude each other.
 * @param logits [B, C]; consecutive rows are views of one example
 * @param views number of views; a divisor of B
 * @returns [B], the same value for all views of an example
 */
export function viewsBinaryEntropy(logits: Tensor, views: number): Tensor {
  return tf.tidy(() => {
    const present = meanOfViews(sigmoid(logits), views);
    const absent = meanOfViews(sigmoid(tf.neg(logits)), views);
    return forEachView(tf.mean(tf.add(surprisal(present), surprisal(absent)), 1), views);
  });
}

/** [B, C] -> [B / views, C] */
function meanOfViews(values: Tensor, views: number): Tensor {
  const [rows, classes] = values.shape as [number, number];
  return tf.mean(tf.reshape(values, [rows / views, views, classes]), 1);
}

/** [B / views] -> [B] */
function forEachView(values: Tensor, views: number): Tensor {
  const examples = values.shape[0];
  return tf.reshape(tf.tile(tf.reshape(values, [examples, 1]), [1, views]), [examples * views]);
}

import { logSoftmax, tf } from '../ops/index.js';
import type { Tensor } from '../ops/tf.js';

/** What keeps the predictions of a batch apart from one another: not a term of the paper's. */
export interface Balance {
  /** λ: how much it weighs against E. 0: Eq. 10 as it is; 1: E less it is the mutual information of example and cluster, negated. */
  readonly weight: number;
  /** [C], the mean prediction over the steps so far. */
  readonly running: Tensor;
}

/** The term of one batch, or of a part of it: both add up over parts. */
export interface BalanceTerm {
  /** Σ_c p̄_c log q_c, a scalar: −H(p̄) where the mean prediction p̄ is the running one, q. */
  readonly negativeEntropy: Tensor;
  /** [C], p̄: the mean of softmax(f) over the rows that count. */
  readonly meanPrediction: Tensor;
}

/** Keeps the logarithm finite for a cluster that nothing is put into any more. */
const LEAST_SHARE = 1e-6;

/** Share of the running mean that a step keeps: it remembers some ten batches. */
const MEMORY = 0.9;

/**
 * Entropy of the mean prediction, negated: least where all clusters are used alike. Its gradient, Σ_c (log p̄_c + 1) ∂p̄_c, needs p̄ of the whole
 * batch, which a part of it does not know; so p̄ within the logarithm is the running mean q of the steps before, and what is left is a mean
 * over examples. The 1 falls away, since the p̄_c add up to 1.
 * @param logits [B, C]
 * @param mask [B], 1 for rows that count
 * @param count scalar, number of such rows in the whole batch, at least 1
 * @param running [C]
 */
export function balanceTerm(logits: Tensor, mask: Tensor, count: Tensor, running: Tensor): BalanceTerm {
  const probabilities = tf.exp(logSoftmax(logits));
  const meanPrediction = tf.div(tf.sum(tf.mul(probabilities, tf.expandDims(mask, 1)), 0), count);
  const negativeEntropy = tf.sum(tf.mul(meanPrediction, tf.log(tf.maximum(running, LEAST_SHARE))));
  return { negativeEntropy, meanPrediction };
}

/** The running mean after a step, [C]. */
export function nextRunningMean(running: Tensor, meanPrediction: Tensor): Tensor {
  return tf.add(tf.mul(running, MEMORY), tf.mul(meanPrediction, 1 - MEMORY));
}

/** The running mean before the first step: all clusters alike. */
export function initialRunningMean(classCount: number): Float32Array {
  return new Float32Array(classCount).fill(1 / classCount);
}

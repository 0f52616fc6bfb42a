import { residual, type BatchFunction, type ResidualOptions } from '../inversion/index.js';
import { tf, type Tensor } from '../ops/tf.js';
import { balanceEntropy } from './balance.js';
import { crossEntropy } from './cross-entropy.js';
import { entropy } from './entropy.js';

/** A batch as the loss sees it. */
export interface LossBatch {
  /** [B, ...S]. */
  readonly x: Tensor;
  /** [B], int32; below zero: unlabelled. */
  readonly label: Tensor;
  /** [B], float32: 1, or 0 for rows that only fill the batch up. */
  readonly valid: Tensor;
  /** Rows that each term's mean is over; absent: those of this batch. Given, the terms of a batch's parts add up to the batch's. */
  readonly counts?: RowCounts;
}

/** Numbers of rows, scalars of at least 1. */
export interface RowCounts {
  readonly labelled: Tensor;
  readonly unlabelled: Tensor;
  readonly valid: Tensor;
}

/** Weights of Eq. 10, scalars so that they can change from step to step. */
export interface LossWeights {
  readonly alpha: Tensor;
  readonly beta: Tensor;
  /** λ of the balance, a number for the whole run; 0 or absent: Eq. 10 as it is. */
  readonly balance?: number;
}

/** Scalars of one batch. */
export interface CombinedLoss {
  readonly loss: Tensor;
  readonly crossEntropy: Tensor;
  readonly residual: Tensor;
  readonly entropy: Tensor;
  /** Labelled rows whose greatest logit is their label's. */
  readonly correct: Tensor;
  readonly labelledCount: Tensor;
  readonly validCount: Tensor;
}

/**
 * Eq. 10: α CE [labelled] + (1 − α) (β R + (1 − β) E [unlabelled]).
 *
 * Each term is the mean over the rows that it applies to: CE over labelled rows, E over unlabelled ones, R over all; a term without
 * rows is zero. With a balance, E − λ H(p̄) takes the place of E, p̄ being the mean prediction over unlabelled rows.
 * @param f [B, ...S] -> [B, C], logits before softmax
 */
export function combinedLoss(
  f: BatchFunction,
  batch: LossBatch,
  weights: LossWeights,
  options: ResidualOptions,
): CombinedLoss {
  const { x, label, valid } = batch;
  const { alpha, beta } = weights;
  const labelled = tf.mul(valid, tf.cast(tf.greaterEqual(label, 0), 'float32'));
  const unlabelled = tf.sub(valid, labelled);

  const reconstruction = residual(f, options)(x);
  const logits = reconstruction.output;
  const meanCrossEntropy = maskedMean(crossEntropy(logits, label), labelled, batch.counts?.labelled);
  const meanResidual = maskedMean(reconstruction.residual, valid, batch.counts?.valid);
  const meanEntropy = maskedMean(entropy(logits), unlabelled, batch.counts?.unlabelled);
  const decided = weights.balance
    ? tf.sub(meanEntropy, tf.mul(weights.balance, balanceEntropy(logits, unlabelled, batch.counts?.unlabelled)))
    : meanEntropy;
  const unsupervised = tf.add(tf.mul(beta, meanResidual), tf.mul(tf.sub(1, beta), decided));
  const loss = tf.add(tf.mul(alpha, meanCrossEntropy), tf.mul(tf.sub(1, alpha), unsupervised));
  return {
    loss,
    crossEntropy: meanCrossEntropy,
    residual: meanResidual,
    entropy: meanEntropy,
    ...counts(logits, label, labelled, valid),
  };
}

/** α = 1: cross-entropy alone, one forward pass; R and E are not computed and read 0. */
export function supervisedLoss(f: BatchFunction, { x, label, valid, counts: rows }: LossBatch): CombinedLoss {
  const labelled = tf.mul(valid, tf.cast(tf.greaterEqual(label, 0), 'float32'));
  const logits = f(x);
  const loss = maskedMean(crossEntropy(logits, label), labelled, rows?.labelled);
  const none = tf.zerosLike(loss);
  return { loss, crossEntropy: loss, residual: none, entropy: none, ...counts(logits, label, labelled, valid) };
}

/** Sum of values where mask is 1, over `count` or, if that is not given, max(sum of the mask, 1). */
function maskedMean(values: Tensor, mask: Tensor, count: Tensor = tf.maximum(tf.sum(mask), 1)): Tensor {
  return tf.div(tf.sum(tf.mul(values, mask)), count);
}

function counts(logits: Tensor, label: Tensor, labelled: Tensor, valid: Tensor) {
  const hit = tf.cast(tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), tf.cast(label, 'int32')), 'float32');
  return { correct: tf.sum(tf.mul(hit, labelled)), labelledCount: tf.sum(labelled), validCount: tf.sum(valid) };
}

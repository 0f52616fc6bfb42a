import {
  layerResiduals,
  type BatchFunction,
  type LayerResidualOptions,
  type TappedFunction,
} from '../inversion/index.js';
import { tf, type Tensor } from '../ops/index.js';
import { balanceEntropy } from './balance.js';
import { crossEntropy } from './cross-entropy.js';
import { entropy } from './entropy.js';
import type { TermWeights } from './term-weights.js';

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

/** How the terms are measured. */
export interface CombinedLossOptions extends LayerResidualOptions {
  /** λ of the balance, a number for the whole run; 0 or absent: E as it is. */
  readonly balance?: number;
}

/** Scalars of one batch. */
export interface CombinedLoss {
  readonly loss: Tensor;
  readonly crossEntropy: Tensor;
  readonly residual: Tensor;
  readonly entropy: Tensor;
  /** R⁽ˡ⁾ of the layers that have a weight. */
  readonly layers: Readonly<Record<string, Tensor>>;
  /** Labelled rows whose greatest logit is their label's. */
  readonly correct: Tensor;
  readonly labelledCount: Tensor;
  readonly validCount: Tensor;
}

/**
 * The weighted sum of CE, R, E and the layers' R⁽ˡ⁾: Eq. 10 or 11, as `termWeights` has it.
 *
 * Each term is the mean over the rows that it applies to: CE over labelled rows, E over unlabelled ones, R and R⁽ˡ⁾ over all; a term without
 * rows is zero. With a balance λ, E − λ H(p̄) takes the place of E in the sum, p̄ being the mean prediction over unlabelled rows.
 * @param f [B, ...S] -> [B, C], logits before softmax
 * @param weights scalars, so that they can change from step to step
 */
export function combinedLoss(
  f: TappedFunction,
  batch: LossBatch,
  weights: TermWeights<Tensor>,
  options: CombinedLossOptions,
): CombinedLoss {
  const { x, label, valid } = batch;
  const labelled = tf.mul(valid, tf.cast(tf.greaterEqual(label, 0), 'float32'));
  const unlabelled = tf.sub(valid, labelled);

  const names = Object.keys(weights.layers);
  const reconstruction = layerResiduals(f, names, options)(x);
  const logits = reconstruction.output;
  const terms = {
    crossEntropy: maskedMean(crossEntropy(logits, label), labelled, batch.counts?.labelled),
    residual: maskedMean(reconstruction.residual, valid, batch.counts?.valid),
    entropy: maskedMean(entropy(logits), unlabelled, batch.counts?.unlabelled),
  };
  const layers = Object.fromEntries(
    names.map((name) => [name, maskedMean(reconstruction.layerResiduals[name]!, valid, batch.counts?.valid)]),
  );
  const decided = options.balance
    ? tf.sub(terms.entropy, tf.mul(options.balance, balanceEntropy(logits, unlabelled, batch.counts?.unlabelled)))
    : terms.entropy;
  const weighted = [
    tf.mul(weights.crossEntropy, terms.crossEntropy),
    tf.mul(weights.residual, terms.residual),
    tf.mul(weights.entropy, decided),
    ...names.map((name) => tf.mul(weights.layers[name]!, layers[name]!)),
  ];
  return { loss: tf.addN(weighted), ...terms, layers, ...counts(logits, label, labelled, valid) };
}

/** α = 1: cross-entropy alone, one forward pass; R and E are not computed and read 0. */
export function supervisedLoss(f: BatchFunction, { x, label, valid, counts: rows }: LossBatch): CombinedLoss {
  const labelled = tf.mul(valid, tf.cast(tf.greaterEqual(label, 0), 'float32'));
  const logits = f(x);
  const loss = maskedMean(crossEntropy(logits, label), labelled, rows?.labelled);
  const none = tf.zerosLike(loss);
  return {
    loss,
    crossEntropy: loss,
    residual: none,
    entropy: none,
    layers: {},
    ...counts(logits, label, labelled, valid),
  };
}

/** Sum of values where mask is 1, over `count` or, if that is not given, max(sum of the mask, 1). */
function maskedMean(values: Tensor, mask: Tensor, count: Tensor = tf.maximum(tf.sum(mask), 1)): Tensor {
  return tf.div(tf.sum(tf.mul(values, mask)), count);
}

function counts(logits: Tensor, label: Tensor, labelled: Tensor, valid: Tensor) {
  const hit = tf.cast(tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), tf.cast(label, 'int32')), 'float32');
  return { correct: tf.sum(tf.mul(hit, labelled)), labelledCount: tf.sum(labelled), validCount: tf.sum(valid) };
}

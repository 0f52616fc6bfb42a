import {
  layerResiduals,
  type BatchFunction,
  type LayerResidualOptions,
  type TappedFunction,
} from '../inversion/index.js';
import { tf, type Tensor } from '../ops/index.js';
import { crossEntropyTerm } from './cross-entropy.js';
import { definedOnPadding } from './defined-rows.js';
import type { RowKind } from './names.js';
import type { OutputLoss, OutputOptions } from './output-loss.js';
import { outputLoss } from './output-losses.js';
import type { CountedRows, ForwardPass, TermOptions } from './term.js';
import type { TermWeights } from './term-weights.js';
import { flatTerms, forTerms, mapTerms, type PerTerm, perTerm } from './terms.js';

/** Inputs of the loss for one batch. */
export interface LossBatch {
  /** [B, ...S]. */
  readonly x: Tensor;
  /**
   * [B], int32; negative: unlabelled. With `sigmoid` outputs [B, C]: 1 present, 0 absent, negative unknown; a row is
   * unlabelled if nothing is known.
   */
  readonly label: Tensor;
  /** [B], float32: 1, or 0 for padding rows, where a custom distance may be undefined. */
  readonly valid: Tensor;
  /**
   * Divisors of the terms' means. Default: row counts of this batch. With the counts of the whole batch, the terms of
   * its shards add up to the terms of the batch.
   */
  readonly counts?: RowCounts;
}

/** Row counts, scalars. 0 is treated as 1, so a term without rows is 0. */
export type RowCounts = Readonly<Record<RowKind, Tensor>>;

export interface CombinedLossOptions extends LayerResidualOptions, TermOptions {}

/** Scalars of one batch: the terms, R⁽ˡ⁾ of the weighted layers, and the weighted sum. */
export interface CombinedLoss extends PerTerm<Tensor> {
  readonly loss: Tensor;
  /**
   * Number of labelled rows that are predicted right: the largest logit is that of a class which is present, or, where
   * none is, no logit is positive.
   */
  readonly correct: Tensor;
  readonly labelledCount: Tensor;
  readonly validCount: Tensor;
}

/**
 * Computes the weighted sum of the terms and the layers' R⁽ˡ⁾: Eq. 10 or 11, depending on `termWeights`.
 *
 * Each term is the mean over the rows it applies to; a term without rows is zero.
 * @param f [B, ...S] -> [B, C], logits before softmax
 * @param weights scalar tensors, so that they can change from step to step
 */
export function combinedLoss(
  f: TappedFunction,
  batch: LossBatch,
  weights: TermWeights<Tensor>,
  options: CombinedLossOptions,
): CombinedLoss {
  const { x, label } = batch;
  const outputs = outputLoss(options);
  const masks = masksOf(batch, outputs);
  const layers = Object.keys(weights.layers);
  const invertAll = layerResiduals(f, layers, definedOnPadding(options, batch.valid));
  const { output: logits, inverse, residual, layerResiduals: ofLayers } = invertAll(x);
  const forward: ForwardPass = { x, label, outputs, logits, inverse, residual, layerResiduals: ofLayers };
  const rows: Readonly<Record<RowKind, CountedRows>> = {
    labelled: countedRows(masks.labelled, batch.counts?.labelled),
    unlabelled: countedRows(masks.unlabelled, batch.counts?.unlabelled),
    valid: countedRows(masks.valid, batch.counts?.valid),
  };

  const means = perTerm(layers, (term) => meanOver(rows[term.rows], term.value(forward)));
  const summands = mapTerms(means, (mean, term) => term.summand?.(mean, forward, rows[term.rows], options) ?? mean);
  const scales = flatTerms(weights, LAYER);
  const weighted = Object.entries(flatTerms(summands, LAYER)).map(([name, value]) => tf.mul(scales[name]!, value));
  return { loss: tf.addN(weighted), ...means, ...countCorrect(outputs, logits, label, masks) };
}

/** Prefix that distinguishes layers from terms. */
const LAYER = 'layer/';

/** Computes the loss for α = 1: cross-entropy only, in one forward pass. All other terms are reported as 0. */
export function supervisedLoss(f: BatchFunction, batch: LossBatch, options: OutputOptions = {}): CombinedLoss {
  const outputs = outputLoss(options);
  const masks = masksOf(batch, outputs);
  const logits = f(batch.x);
  const rows = countedRows(masks.labelled, batch.counts?.labelled);
  const loss = meanOver(rows, outputs.crossEntropy(logits, batch.label));
  const none = tf.zerosLike(loss);
  return {
    loss,
    ...forTerms(({ name }) => (name === crossEntropyTerm.name ? loss : none)),
    layers: {},
    ...countCorrect(outputs, logits, batch.label, masks),
  };
}

/** Returns masks [B] per row kind: 1 for rows of the kind, else 0. */
function masksOf({ label, valid }: LossBatch, outputs: OutputLoss): Readonly<Record<RowKind, Tensor>> {
  const labelled = tf.mul(valid, outputs.labelled(label));
  return { labelled, unlabelled: tf.sub(valid, labelled), valid };
}

/** @param count number of rows in the whole batch; default: sum of the mask */
function countedRows(mask: Tensor, count: Tensor = tf.sum(mask)): CountedRows {
  return { mask, count: tf.maximum(count, 1) };
}

function meanOver({ mask, count }: CountedRows, values: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(values, mask)), count);
}

function countCorrect(
  outputs: OutputLoss,
  logits: Tensor,
  label: Tensor,
  { labelled, valid }: Readonly<Record<RowKind, Tensor>>,
) {
  return {
    correct: tf.sum(tf.mul(outputs.correct(logits, label), labelled)),
    labelledCount: tf.sum(labelled),
    validCount: tf.sum(valid),
  };
}

import {
  layerResiduals,
  type BatchFunction,
  type LayerResidualOptions,
  type TappedFunction,
} from '../inversion/index.js';
import { tf, type Tensor } from '../ops/index.js';
import { crossEntropy, crossEntropyTerm } from './cross-entropy.js';
import type { RowKind } from './names.js';
import type { CountedRows, ForwardPass, TermOptions } from './term.js';
import type { TermWeights } from './term-weights.js';
import { flatTerms, forTerms, mapTerms, type PerTerm, perTerm } from './terms.js';

/** Inputs of the loss for one batch. */
export interface LossBatch {
  /** [B, ...S]. */
  readonly x: Tensor;
  /** [B], int32; negative: unlabelled. */
  readonly label: Tensor;
  /** [B], float32: 1, or 0 for padding rows. */
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
  /** Number of labelled rows whose largest logit is that of the label. */
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
  const masks = masksOf(batch);
  const layers = Object.keys(weights.layers);
  const { output: logits, inverse, residual, layerResiduals: ofLayers } = layerResiduals(f, layers, options)(x);
  const forward: ForwardPass = { x, label, logits, inverse, residual, layerResiduals: ofLayers };
  const rows: Readonly<Record<RowKind, CountedRows>> = {
    labelled: countedRows(masks.labelled, batch.counts?.labelled),
    unlabelled: countedRows(masks.unlabelled, batch.counts?.unlabelled),
    valid: countedRows(masks.valid, batch.counts?.valid),
  };

  const means = perTerm(layers, (term) => meanOver(rows[term.rows], term.value(forward)));
  const summands = mapTerms(means, (mean, term) => term.summand?.(mean, forward, rows[term.rows], options) ?? mean);
  const scales = flatTerms(weights, LAYER);
  const weighted = Object.entries(flatTerms(summands, LAYER)).map(([name, value]) => tf.mul(scales[name]!, value));
  return { loss: tf.addN(weighted), ...means, ...countCorrect(logits, label, masks) };
}

/** Prefix that distinguishes layers from terms. */
const LAYER = 'layer/';

/** Computes the loss for α = 1: cross-entropy only, in one forward pass. All other terms are reported as 0. */
export function supervisedLoss(f: BatchFunction, batch: LossBatch): CombinedLoss {
  const masks = masksOf(batch);
  const logits = f(batch.x);
  const rows = countedRows(masks.labelled, batch.counts?.labelled);
  const loss = meanOver(rows, crossEntropy(logits, batch.label));
  const none = tf.zerosLike(loss);
  return {
    loss,
    ...forTerms(({ name }) => (name === crossEntropyTerm.name ? loss : none)),
    layers: {},
    ...countCorrect(logits, batch.label, masks),
  };
}

/** Returns masks [B] per row kind: 1 for rows of the kind, else 0. */
function masksOf({ label, valid }: LossBatch): Readonly<Record<RowKind, Tensor>> {
  const labelled = tf.mul(valid, tf.cast(tf.greaterEqual(label, 0), 'float32'));
  return { labelled, unlabelled: tf.sub(valid, labelled), valid };
}

/** @param count number of rows in the whole batch; default: sum of the mask */
function countedRows(mask: Tensor, count: Tensor = tf.sum(mask)): CountedRows {
  return { mask, count: tf.maximum(count, 1) };
}

function meanOver({ mask, count }: CountedRows, values: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(values, mask)), count);
}

function countCorrect(logits: Tensor, label: Tensor, { labelled, valid }: Readonly<Record<RowKind, Tensor>>) {
  const hit = tf.cast(tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), tf.cast(label, 'int32')), 'float32');
  return { correct: tf.sum(tf.mul(hit, labelled)), labelledCount: tf.sum(labelled), validCount: tf.sum(valid) };
}

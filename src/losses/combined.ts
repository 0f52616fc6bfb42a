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

/** Numbers of rows, scalars; 0 counts as 1, so that a term without rows is 0. */
export type RowCounts = Readonly<Record<RowKind, Tensor>>;

/** How the terms are measured. */
export interface CombinedLossOptions extends LayerResidualOptions, TermOptions {}

/** Scalars of one batch: the terms, R⁽ˡ⁾ of the layers that have a weight, and their weighted sum. */
export interface CombinedLoss extends PerTerm<Tensor> {
  readonly loss: Tensor;
  /** Labelled rows whose greatest logit is their label's. */
  readonly correct: Tensor;
  readonly labelledCount: Tensor;
  readonly validCount: Tensor;
}

/**
 * The weighted sum of the terms and of the layers' R⁽ˡ⁾: Eq. 10 or 11, as `termWeights` has it.
 *
 * Each term is the mean over the rows that it applies to; one without rows is zero.
 * @param f [B, ...S] -> [B, C], logits before softmax
 * @param weights scalars, so that they can change from step to step
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
  const summands = mapTerms(means, (mean, term) => term.inSum?.(mean, forward, rows[term.rows], options) ?? mean);
  const scales = flatTerms(weights, LAYER);
  const weighted = Object.entries(flatTerms(summands, LAYER)).map(([name, value]) => tf.mul(scales[name]!, value));
  return { loss: tf.addN(weighted), ...means, ...hits(logits, label, masks) };
}

/** Tells a layer from a term. */
const LAYER = 'layer/';

/** α = 1: cross-entropy alone, one forward pass; nothing else is computed, and all of it reads 0. */
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
    ...hits(logits, batch.label, masks),
  };
}

/** 1 for rows of each kind, else 0: [B]. */
function masksOf({ label, valid }: LossBatch): Readonly<Record<RowKind, Tensor>> {
  const labelled = tf.mul(valid, tf.cast(tf.greaterEqual(label, 0), 'float32'));
  return { labelled, unlabelled: tf.sub(valid, labelled), valid };
}

/** @param count of the whole batch; absent: that of the mask */
function countedRows(mask: Tensor, count: Tensor = tf.sum(mask)): CountedRows {
  return { mask, count: tf.maximum(count, 1) };
}

function meanOver({ mask, count }: CountedRows, values: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(values, mask)), count);
}

function hits(logits: Tensor, label: Tensor, { labelled, valid }: Readonly<Record<RowKind, Tensor>>) {
  const hit = tf.cast(tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), tf.cast(label, 'int32')), 'float32');
  return { correct: tf.sum(tf.mul(hit, labelled)), labelledCount: tf.sum(labelled), validCount: tf.sum(valid) };
}

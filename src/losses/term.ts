import type { Tensor } from '../ops/index.js';
import type { RowKind, TermDescription } from './names.js';
import type { OutputLoss, OutputOptions } from './output-loss.js';
import type { EquationWeights } from './weights/index.js';

/** A batch and the network's outputs for it. */
export interface ForwardPass {
  /** [B, ...S]. */
  readonly x: Tensor;
  /** As in `LossBatch`. */
  readonly label: Tensor;
  /** What the logits mean. */
  readonly outputs: OutputLoss;
  /** f(x), [B, C]. */
  readonly logits: Tensor;
  /** f⁻¹(x), [B, ...S]. */
  readonly inverse: Tensor;
  /** R(x), [B]. */
  readonly residual: Tensor;
  /** R⁽ˡ⁾(x) of the weighted layers, [B] each. */
  readonly layerResiduals: Readonly<Record<string, Tensor>>;
}

/** Rows to average over. */
export interface CountedRows {
  /** [B], 1 for included rows, else 0. */
  readonly mask: Tensor;
  /** Scalar, at least 1: number of included rows in the whole batch, even if this is a shard. */
  readonly count: Tensor;
}

/** Settings that stay constant over a run. */
export interface TermOptions extends OutputOptions {
  /** λ of the balance term; 0 or absent: plain E. */
  readonly balance?: number;
}

/** A summand of the loss: the weighted mean of per-row values over some of the rows. */
export interface WeightedTerm {
  /** Rows that the term applies to. */
  readonly rows: RowKind;
  /** One value per example, [B]. */
  value(forward: ForwardPass): Tensor;
  /**
   * Factor of the term in Eq. 10 or 11.
   * @param standalone the term's standalone weight, if configured
   */
  weight(weights: EquationWeights, standalone: number | undefined): number;
  /**
   * Replaces the mean in the sum, for terms that depend on the batch as a whole.
   * @param mean mean of the values, a scalar
   */
  summand?(mean: Tensor, forward: ForwardPass, rows: CountedRows, options: TermOptions): Tensor;
}

/** A loss term with its name and appearance. */
export type LossTerm = TermDescription & WeightedTerm;

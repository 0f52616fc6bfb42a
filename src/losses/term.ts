import type { Tensor } from '../ops/index.js';
import type { RowKind, TermDescription } from './names.js';
import type { EquationWeights } from './weights/index.js';

/** What a network makes of a batch. */
export interface ForwardPass {
  /** [B, ...S]. */
  readonly x: Tensor;
  /** [B], int32; below zero: unlabelled. */
  readonly label: Tensor;
  /** f(x), [B, C]. */
  readonly logits: Tensor;
  /** f⁻¹(x), [B, ...S]. */
  readonly inverse: Tensor;
  /** R(x), [B]. */
  readonly residual: Tensor;
  /** R⁽ˡ⁾(x) of the layers that have a weight, [B] each. */
  readonly layerResiduals: Readonly<Record<string, Tensor>>;
}

/** Rows that a mean is over. */
export interface CountedRows {
  /** [B], 1 for rows that count, else 0. */
  readonly mask: Tensor;
  /** Scalar, at least 1: how many there are, in the whole batch if this is a part of one. */
  readonly count: Tensor;
}

/** Numbers of the whole run. */
export interface TermOptions {
  /** λ of the balance; 0 or absent: E as it is. */
  readonly balance?: number;
}

/** What is weighed and added: the mean, over some of the rows, of a value of each row. */
export interface WeightedTerm {
  /** Rows that it applies to. */
  readonly rows: RowKind;
  /** One value per example, [B]. */
  value(forward: ForwardPass): Tensor;
  /**
   * Its weight in Eq. 10 or 11.
   * @param own the term's own weight, where it can have one and one is given
   */
  weight(weights: EquationWeights, own: number | undefined): number;
  /**
   * What is added in the place of the mean, where that takes the batch as a whole.
   * @param mean of the values, a scalar
   */
  inSum?(mean: Tensor, forward: ForwardPass, rows: CountedRows, options: TermOptions): Tensor;
}

/** A term of the loss: how it is called and drawn, and what it is. */
export type LossTerm = TermDescription & WeightedTerm;

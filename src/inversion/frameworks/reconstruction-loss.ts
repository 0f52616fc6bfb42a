import { gradientsWithAux, type Tensor, tf } from '../../ops/index.js';
import type { BatchFunction, InverseOptions } from '../inverse.js';
import { residual } from '../residual.js';

/** The distance of Table 1, in every row: the squared norm. */
const SQUARED_NORM = { reduction: 'sum', distance: 'euclidean' } as const;

/**
 * What the rows of Table 1 share: ‖x − Σᵢ αᵢ df(x)ᵢ/dx‖², which is R (Eq. 8) with α in the place of f(x) where the row says so.
 * @param f [B, D] -> [B, C]
 * @returns a function of x [B, D]; [B], one loss per example; the caller owns it
 */
export function reconstructionLoss(f: BatchFunction, options: InverseOptions = {}): (x: Tensor) => Tensor {
  return (x) => tf.tidy(() => residual(f, { ...SQUARED_NORM, ...options })(x).residual);
}

/**
 * The gradients of a loss, summed over its examples.
 * @param loss gives [B] or a scalar
 * @param by what to differentiate by
 * @returns one gradient for each; the caller's tidy scope owns them
 */
export function gradientsOf(loss: () => Tensor, by: readonly Tensor[]): Tensor[] {
  return gradientsWithAux(() => ({ value: tf.sum(loss()), aux: {} }), by).gradients;
}

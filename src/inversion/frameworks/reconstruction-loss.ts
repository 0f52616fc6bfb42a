import { gradientsWithAux, type Tensor, tf } from '../../ops/index.js';
import type { BatchFunction, InverseOptions } from '../inverse.js';
import { residual } from '../residual.js';

/** Every row of Table 1 uses the squared norm. */
const SQUARED_NORM = { reduction: 'sum', distance: 'euclidean' } as const;

/**
 * Loss shared by the rows of Table 1: ‖x − Σᵢ αᵢ df(x)ᵢ/dx‖², that is R (Eq. 8), with α in place of f(x) if a row
 * defines α.
 * @param f [B, D] -> [B, C]
 * @returns a function x [B, D] -> [B], one loss per example; the caller owns the result
 */
export function reconstructionLoss(f: BatchFunction, options: InverseOptions = {}): (x: Tensor) => Tensor {
  return (x) => tf.tidy(() => residual(f, { ...SQUARED_NORM, ...options })(x).residual);
}

/**
 * Computes the gradients of a loss summed over examples.
 * @param loss returns [B] or a scalar
 * @param xs tensors to differentiate with respect to
 * @returns one gradient per tensor; the caller's tidy scope owns them
 */
export function gradientsOf(loss: () => Tensor, xs: readonly Tensor[]): Tensor[] {
  return gradientsWithAux(() => ({ value: tf.sum(loss()), aux: {} }), xs).gradients;
}

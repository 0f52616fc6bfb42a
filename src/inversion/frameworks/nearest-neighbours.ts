import { ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import { inverse, type BatchFunction } from '../inverse.js';
import { matches, squaredNorms } from './atoms.js';
import { winners } from './piecewise-constant.js';
import { reconstructionLoss } from './reconstruction-loss.js';

/**
 * Nearest neighbours, Table 1, row 7:   α = 1,   f(x)ᵢ = 1[i = argmaxⱼ ⟨x, Wⱼ⟩ − ‖Wⱼ‖²/2] ⟨x, Wᵢ⟩.
 *
 *   x [B, D], W [k, D] the exemplars             df(x)ᵢ/dx = Wᵢ for the winner, 0 for the others
 *   ‖x − Wⱼ‖² = ‖x‖² − 2 (⟨x, Wⱼ⟩ − ‖Wⱼ‖²/2)     so the winner is the nearest exemplar
 *   f⁻¹(x) = Σᵢ 1 · df(x)ᵢ/dx = W_winner         the exemplar itself, not its match with x
 *   R(x) = ‖x − W_winner‖²                       what k-means minimises
 *
 * The indicator stands in f, and so in df/dx; α is 1 throughout. With α the indicator and f(x) = Wx the reconstruction is the same. The row
 * is printed for one neighbour ("k-NN" for its name); with n of them, n indicators are 1 and α = 1/n: their mean.
 */
export interface NeighbourOptions {
  /** How many neighbours an input is replaced by the mean of. 1 if absent. */
  readonly neighbours?: number;
}

/** @returns the function of the row, [B, D] -> [B, k], that is zero but for the nearest exemplars */
export function f(exemplars: Tensor, options: NeighbourOptions = {}): BatchFunction {
  return (x) => tf.mul(nearest(exemplars, options)(x), matches(exemplars)(x));
}

/**
 * Which exemplars are nearest: 1 for those, 0 for the others; of equals, the first.
 * @returns a function [B, D] -> [B, k]
 * @throws ShapeError if there are fewer exemplars than neighbours
 */
export function nearest(exemplars: Tensor, { neighbours = 1 }: NeighbourOptions = {}): BatchFunction {
  const count = exemplars.shape[0];
  if (!Number.isInteger(neighbours) || neighbours < 1 || neighbours > count) {
    throw new ShapeError(`nearest: expected neighbours from 1 to the ${count} exemplars, got ${neighbours}`);
  }
  return (x) => winners(tf.sub(matches(exemplars)(x), tf.div(squaredNorms(exemplars), 2)), neighbours);
}

/** α: 1 for one neighbour, 1/n for n. */
export const coefficients =
  ({ neighbours = 1 }: NeighbourOptions = {}): ((output: Tensor) => Tensor) =>
  (output) =>
    tf.fill([...output.shape], 1 / neighbours);

/** f⁻¹(x): the nearest exemplar, or the mean of several; a function [B, D] -> [B, D]. */
export function reconstruct(exemplars: Tensor, options: NeighbourOptions = {}): (x: Tensor) => Tensor {
  return inverse(f(exemplars, options), { coefficients: coefficients(options) });
}

/** R(x) = ‖x − the nearest exemplar‖²: a function [B, D] -> [B]. */
export function loss(exemplars: Tensor, options: NeighbourOptions = {}): (x: Tensor) => Tensor {
  return reconstructionLoss(f(exemplars, options), { coefficients: coefficients(options) });
}

/** Nothing is learned: the exemplars are the examples, [B, D], as they are. */
export const fit = (x: Tensor): { readonly exemplars: Tensor } => ({ exemplars: tf.clone(x) });

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
 * The indicator is part of f, hence of df/dx; α is always 1. Taking the indicator as α and f(x) = W x gives the same
 * reconstruction. The row is printed for one neighbour although it is called k-NN. With n neighbours, n indicators are
 * 1 and α = 1/n, so the reconstruction is their mean.
 */
export interface NeighbourOptions {
  /** Number of nearest exemplars to average. Default: 1. */
  readonly neighbours?: number;
}

/** @returns the row's function [B, D] -> [B, k]: the matches with the nearest exemplars, zero elsewhere */
export function f(exemplars: Tensor, options: NeighbourOptions = {}): BatchFunction {
  return (x) => tf.mul(nearest(exemplars, options)(x), matches(exemplars)(x));
}

/**
 * Marks the nearest exemplars with 1, the others with 0; ties go to the first.
 * @returns a function [B, D] -> [B, k]
 * @throws ShapeError if there are fewer exemplars than neighbours
 */
export function nearest(exemplars: Tensor, { neighbours = 1 }: NeighbourOptions = {}): BatchFunction {
  const count = exemplars.shape[0];
  if (!Number.isInteger(neighbours) || neighbours < 1 || neighbours > count) {
    throw new ShapeError(`nearest: expected neighbours from 1 to the ${count} exemplars, got ${neighbours}`);
  }
  return (x) => tf.tidy(() => winners(tf.sub(matches(exemplars)(x), tf.div(squaredNorms(exemplars), 2)), neighbours));
}

/** Returns α = 1/n for n neighbours. */
export const coefficients =
  ({ neighbours = 1 }: NeighbourOptions = {}): ((output: Tensor) => Tensor) =>
  (output) =>
    tf.fill([...output.shape], 1 / neighbours);

/** Returns f⁻¹(x), the nearest exemplar or the mean of the n nearest: a function [B, D] -> [B, D]. */
export function reconstruct(exemplars: Tensor, options: NeighbourOptions = {}): (x: Tensor) => Tensor {
  return inverse(f(exemplars, options), { coefficients: coefficients(options) });
}

/** Returns R(x) = ‖x − f⁻¹(x)‖²: a function [B, D] -> [B]. */
export function loss(exemplars: Tensor, options: NeighbourOptions = {}): (x: Tensor) => Tensor {
  return reconstructionLoss(f(exemplars, options), { coefficients: coefficients(options) });
}

/** Learns nothing: the exemplars are the examples themselves, [B, D]. */
export const fit = (x: Tensor): { readonly exemplars: Tensor } => ({ exemplars: tf.clone(x) });

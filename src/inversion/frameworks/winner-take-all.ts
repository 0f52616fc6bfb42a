import { tf, type Tensor } from '../../ops/index.js';
import type { BatchFunction } from '../inverse.js';
import { matches, nonzeroExamples, normaliseAtoms, normViolation, squaredNormDivisors } from './atoms.js';
import { checkCount } from './check-count.js';
import { iterate, type FitOptions } from './fitting.js';
import { winner } from './piecewise-constant.js';
import { gradientsOf, reconstructionLoss } from './reconstruction-loss.js';
import { drawFarApart } from './draw-far-apart.js';

/**
 * Winner take all, Table 1, row 6 as printed:   α = f(x),   f(x)ᵢ = 1[i = argmaxⱼ ⟨x, Wⱼ⟩ / ‖Wⱼ‖²] ⟨x, Wᵢ⟩.
 *
 *   x [B, D], W [k, D], w the winner             df(x)ᵢ/dx = Wᵢ for i = w, 0 for the others
 *   f⁻¹(x) = ⟨x, W_w⟩ W_w                        for ‖W_w‖ = 1 the projection of x onto the line of W_w
 *   R(x) = ‖x‖² − (2 − ‖W_w‖²) ⟨x, W_w⟩²         for unit atoms ‖x‖² − ⟨x, W_w⟩²: minimal for the largest |⟨x, Wⱼ⟩|
 *
 * There are two readings, which agree if the dictionary contains −Wᵢ for each Wᵢ. As printed, the largest signed
 * match wins, so an atom cannot be used with a negative sign. `magnitude`, the default, takes the largest absolute
 * match, which minimises R. Atoms have norm 1: otherwise the printed reconstruction is not a projection. In
 * `best-basis`, which follows the row's name, whole bases compete.
 */
export interface WinnerOptions {
  /** 'magnitude': |⟨x, Wⱼ⟩| / ‖Wⱼ‖². 'signed': ⟨x, Wⱼ⟩ / ‖Wⱼ‖², as printed. */
  readonly winner?: 'magnitude' | 'signed';
}

/** @returns the row's function [B, D] -> [B, k], zero for all units but the winner */
export function f(atoms: Tensor, options: WinnerOptions = {}): BatchFunction {
  return (x) => tf.mul(choice(atoms, options)(x), matches(atoms)(x));
}

/** Marks the winning atom with 1, the others with 0: a function [B, D] -> [B, k]. */
export function choice(atoms: Tensor, { winner: by = 'magnitude' }: WinnerOptions = {}): BatchFunction {
  return (x) => {
    const scores = tf.div(matches(atoms)(x), squaredNormDivisors(atoms));
    return winner(by === 'magnitude' ? tf.abs(scores) : scores);
  };
}

/** Returns R(x) = ‖x − ⟨x, W_w⟩ W_w‖²: a function [B, D] -> [B]. */
export const loss = (atoms: Tensor, options: WinnerOptions = {}): ((x: Tensor) => Tensor) =>
  reconstructionLoss(f(atoms, options));

/** Constraint violation max |‖Wᵢ‖ − 1|, a scalar. */
export const violation = normViolation;

export type WinnerState = {
  /** W, [k, D], rows of norm 1. */
  readonly atoms: Tensor;
};

export interface WinnerFitOptions extends FitOptions<WinnerState>, WinnerOptions {
  /** k. */
  readonly atoms: number;
}

/**
 * Draws examples in different directions, scaled to norm 1.
 * @param x [B, D]
 * @throws ShapeError if fewer than k examples are not zero
 * @throws ConfigError if k is no whole number above 0
 */
export function init(x: Tensor, { atoms, rng }: Pick<WinnerFitOptions, 'atoms' | 'rng'>): WinnerState {
  checkCount('atoms', atoms);
  return tf.tidy(() => ({
    atoms: normaliseAtoms(drawFarApart(rng, nonzeroExamples(x, atoms), atoms, orthogonalEnergy)),
  }));
}

/** Returns ‖x‖² − ⟨x, w⟩² / ‖w‖²: the energy of x orthogonal to w. */
function orthogonalEnergy(x: Float32Array, w: Float32Array): number {
  let [energy, match, length] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    energy += x[i]! ** 2;
    match += x[i]! * w[i]!;
    length += w[i]! ** 2;
  }
  return length > 0 ? energy - match ** 2 / length : energy;
}

/**
 * Takes one gradient step on the sum of R, then rescales atoms to norm 1.
 *
 *   d ΣR / dWᵢ = 2 Σ_{x won by i} (cₓ² Wᵢ − cₓ x)         at ‖Wᵢ‖ = 1, cₓ = ⟨x, Wᵢ⟩
 *   Wᵢ − (1 / 2 Σ cₓ²) d ΣR / dWᵢ = Σ cₓ x / Σ cₓ²        power iteration on the examples won by i
 *
 * Each atom therefore converges to the leading direction of the examples it wins, and R never grows. @param x [B, D]
 */
export function update({ atoms }: WinnerState, x: Tensor, options: WinnerOptions = {}): WinnerState {
  return tf.tidy(() => {
    const [gradient] = gradientsOf(() => loss(atoms, options)(x), [atoms]);
    const energy = tf.expandDims(tf.sum(tf.square(f(atoms, options)(x)), 0), 1);
    const step = tf.div(0.5, tf.maximum(energy, MIN_ENERGY));
    return { atoms: normaliseAtoms(tf.sub(atoms, tf.mul(step, gradient!))) };
  });
}

/** Fits atoms to examples. @param x [B, D] */
export function fit(x: Tensor, options: WinnerFitOptions): WinnerState {
  return iterate(init(x, options), (state) => update(state, x, options), options);
}

const MIN_ENERGY = 1e-20;

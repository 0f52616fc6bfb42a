import { tf, type Tensor } from '../../ops/index.js';
import type { BatchFunction } from '../inverse.js';
import { matches, normaliseAtoms, normViolation, squaredNorms } from './atoms.js';
import { iterate, type FitOptions } from './fitting.js';
import { winner } from './piecewise-constant.js';
import { gradientsOf, reconstructionLoss } from './reconstruction-loss.js';
import { drawFarApart } from './draw-far-apart.js';

/**
 * Winner take all, Table 1, row 6 to the letter:   α = f(x),   f(x)ᵢ = 1[i = argmaxⱼ ⟨x, Wⱼ⟩ / ‖Wⱼ‖²] ⟨x, Wᵢ⟩.
 *
 *   x [B, D], W [k, D], w the winner             df(x)ᵢ/dx = Wᵢ for i = w, 0 for the others
 *   f⁻¹(x) = ⟨x, W_w⟩ W_w                        for ‖W_w‖ = 1 the projection of x onto the line of W_w
 *   R(x) = ‖x‖² − (2 − ‖W_w‖²) ⟨x, W_w⟩²         for unit atoms ‖x‖² − ⟨x, W_w⟩²: least for the greatest |⟨x, Wⱼ⟩|
 *
 * Two readings, which agree where a dictionary has −Wᵢ beside Wᵢ: the row as printed takes the greatest signed match, so an atom cannot be
 * used backwards; `magnitude`, the default, the greatest modulus, which is the choice that R wants. Atoms have length 1: with others the
 * printed reconstruction is no projection. `best-basis` is the row's name to the letter: whole bases compete there.
 */
export interface WinnerOptions {
  /** 'magnitude': |⟨x, Wⱼ⟩| / ‖Wⱼ‖². 'signed': ⟨x, Wⱼ⟩ / ‖Wⱼ‖², as printed. */
  readonly winner?: 'magnitude' | 'signed';
}

/** @returns the function of the row, [B, D] -> [B, k], that is zero but for one unit */
export function f(atoms: Tensor, options: WinnerOptions = {}): BatchFunction {
  return (x) => tf.mul(choice(atoms, options)(x), matches(atoms)(x));
}

/** Which atom wins: 1 for it, 0 for the others; a function [B, D] -> [B, k]. */
export function choice(atoms: Tensor, { winner: by = 'magnitude' }: WinnerOptions = {}): BatchFunction {
  return (x) => {
    const scores = tf.div(matches(atoms)(x), squaredNorms(atoms));
    return winner(by === 'magnitude' ? tf.abs(scores) : scores);
  };
}

/** R(x) = ‖x − ⟨x, W_w⟩ W_w‖²: a function [B, D] -> [B]. */
export const loss = (atoms: Tensor, options: WinnerOptions = {}): ((x: Tensor) => Tensor) =>
  reconstructionLoss(f(atoms, options));

/** The constraint: how far atoms are from length 1, at most; a scalar. */
export const violation = normViolation;

export type WinnerState = {
  /** W, [k, D], of length 1. */
  readonly atoms: Tensor;
};

export interface WinnerFitOptions extends FitOptions<WinnerState>, WinnerOptions {
  /** k. */
  readonly atoms: number;
}

/** Examples in different directions, scaled to length 1. @param x [B, D] */
export function init(x: Tensor, { atoms, rng }: Pick<WinnerFitOptions, 'atoms' | 'rng'>): WinnerState {
  return {
    atoms: tf.tidy(() => normaliseAtoms(drawFarApart(rng, x, atoms, offTheLine))),
  };
}

/** ‖x‖² − ⟨x, w⟩² / ‖w‖²: what is left of x off the line of w. */
function offTheLine(x: Float32Array, w: Float32Array): number {
  let [energy, match, length] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    energy += x[i]! ** 2;
    match += x[i]! * w[i]!;
    length += w[i]! ** 2;
  }
  return length > 0 ? energy - match ** 2 / length : energy;
}

/**
 * One step on the sum of R, and back to length 1.
 *
 *   d ΣR / dWᵢ = 2 Σ_{x won by i} (cₓ² Wᵢ − cₓ x)         at ‖Wᵢ‖ = 1, cₓ = ⟨x, Wᵢ⟩
 *   Wᵢ − (1 / 2 Σ cₓ²) d ΣR / dWᵢ = Σ cₓ x / Σ cₓ²        a step of power iteration on the examples that i won
 *
 * So atoms go to the leading direction of what they win, and R never grows. @param x [B, D]
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

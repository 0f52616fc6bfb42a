import { tf, type Tensor } from '../../ops/index.js';
import { inverse, type BatchFunction } from '../inverse.js';
import {
  drawExamples,
  largestEigenvalueBound,
  matches,
  nonzeroExamples,
  normaliseAtoms,
  normViolation,
  squaredNormDivisors,
} from './atoms.js';
import { checkCount } from './check-count.js';
import { iterate, type FitOptions } from './fitting.js';
import { gradientsOf, reconstructionLoss } from './reconstruction-loss.js';
import { softThreshold } from './thresholding.js';

/**
 * Sparse coding, Table 1, row 1:   α learned,   f(x)ᵢ = ⟨x, Wᵢ⟩ / ‖Wᵢ‖²,   loss R + λ ‖α‖₁.
 *
 *   x [B, D], W [k, D], α [B, k]                 df(x)ᵢ/dx = Wᵢ / ‖Wᵢ‖² = Dᵢ
 *   f⁻¹(x) = Σᵢ αᵢ Dᵢ = α D                      D = W for atoms of norm 1
 *   loss(x) = ‖x − α D‖² + λ ‖α‖₁                the lasso, without its usual factor ½
 *
 * The row states no constraint. Without one, λ has no effect: a shorter Wᵢ is a longer Dᵢ, which needs a smaller αᵢ.
 * Here atoms have norm 1, as in the literature.
 */
export function f(dictionary: Tensor): BatchFunction {
  return (x) => tf.div(matches(dictionary)(x), squaredNormDivisors(dictionary));
}

/** Returns ‖x − α D‖² + λ ‖α‖₁: a function [B, D] -> [B]. @param codes α, [B, k] */
export function loss(dictionary: Tensor, codes: Tensor, { sparsity }: SparsityOptions): (x: Tensor) => Tensor {
  const reconstruction = reconstructionLoss(f(dictionary), { coefficients: codes });
  return (x) => tf.tidy(() => tf.add(reconstruction(x), tf.mul(sparsity, tf.sum(tf.abs(codes), 1))));
}

/** Returns f⁻¹(x) = α D: a function [B, D] -> [B, D]. */
export const reconstruct = (dictionary: Tensor, codes: Tensor): ((x: Tensor) => Tensor) =>
  inverse(f(dictionary), { coefficients: codes });

/** Constraint violation max |‖Wᵢ‖ − 1|, a scalar. */
export const violation = normViolation;

export interface SparsityOptions {
  /** λ, weight of ‖α‖₁. */
  readonly sparsity: number;
}

export interface CodeOptions extends SparsityOptions {
  /** Number of FISTA steps. */
  readonly codeSteps: number;
}

export type SparseCodingState = {
  /** W, [k, D], rows of norm 1. */
  readonly dictionary: Tensor;
  /** α, [B, k], of the training examples. */
  readonly codes: Tensor;
};

export interface SparseCodingOptions extends FitOptions<SparseCodingState>, CodeOptions {
  /** k. */
  readonly atoms: number;
}

/**
 * Draws examples scaled to norm 1 as atoms; codes start at zero.
 * @param x [B, D]
 * @throws ShapeError if fewer than k examples are not zero
 * @throws ConfigError if k is no whole number above 0
 */
export function init(x: Tensor, { atoms, rng }: Pick<SparseCodingOptions, 'atoms' | 'rng'>): SparseCodingState {
  checkCount('atoms', atoms);
  return tf.tidy(() => ({
    dictionary: normaliseAtoms(drawExamples(rng, nonzeroExamples(x, atoms), atoms)),
    codes: tf.zeros([x.shape[0], atoms]),
  }));
}

/**
 * Takes `codeSteps` FISTA steps on the codes, warm-started; then one gradient step on the dictionary; then rescales
 * atoms to norm 1.
 *
 * The gradient is with respect to D = W / ‖W‖², not W. Both describe the same atoms, but D shrinks as W grows, so the
 * gradient with respect to W points the wrong way along the atom. In D, R is quadratic with Hessian
 * 2 αᵀα ≤ diag(2 Σⱼ |αᵀα|ᵢⱼ). The inverse of that diagonal is the step size of each atom, so R cannot grow before the
 * rescaling. For sparse codes it is nearly a Newton step.
 * @param x [B, D]
 * @throws ConfigError if `codeSteps` is no whole number above 0
 */
export function update({ dictionary, codes }: SparseCodingState, x: Tensor, options: CodeOptions): SparseCodingState {
  checkCount('codeSteps', options.codeSteps);
  return tf.tidy(() => {
    const nextCodes = refineCodes(dictionary, codes, options)(x);
    const templates = inverted(dictionary);
    const [gradient] = gradientsOf(() => loss(inverted(templates), nextCodes, options)(x), [templates]);
    const curvature = tf.mul(2, tf.sum(tf.abs(tf.matMul(nextCodes, nextCodes, true)), 1, true));
    const next = tf.sub(templates, tf.div(gradient!, tf.maximum(curvature, MIN_CURVATURE)));
    return { dictionary: normaliseAtoms(next), codes: nextCodes };
  });
}

/**
 * Fits a dictionary and codes to examples.
 * @param x [B, D]
 * @throws ShapeError if fewer than k examples are not zero
 * @throws ConfigError if `atoms`, `codeSteps` or `steps` is out of range
 */
export function fit(x: Tensor, options: SparseCodingOptions): SparseCodingState {
  return iterate(init(x, options), (state) => update(state, x, options), options);
}

/**
 * Computes α of new examples with a fixed dictionary: x [B, D] -> [B, k].
 * @throws ConfigError if `codeSteps` is no whole number above 0
 */
export function encode(dictionary: Tensor, options: CodeOptions): (x: Tensor) => Tensor {
  checkCount('codeSteps', options.codeSteps);
  return (x) => tf.tidy(() => refineCodes(dictionary, tf.zeros([x.shape[0], dictionary.shape[0]]), options)(x));
}

/**
 * Runs FISTA (Beck and Teboulle, 2009): a gradient step on R from an extrapolated point, then the proximal map of λ
 * ‖·‖₁, which is soft thresholding:
 *
 *   α <- soft(β − (1/L) dR/dα(β), λ/L),     L = 2 λ_max(D Dᵀ),     β <- α + momentum (α − previous α)
 */
function refineCodes(dictionary: Tensor, start: Tensor, { sparsity, codeSteps }: CodeOptions): (x: Tensor) => Tensor {
  return (x) => {
    const templates = inverted(dictionary);
    const bound = largestEigenvalueBound(tf.matMul(templates, templates, false, true));
    const curvature = tf.maximum(tf.mul(2, bound), MIN_CURVATURE);
    const threshold = tf.div(sparsity, curvature);
    let codes = start;
    let extrapolated = start;
    let inertia = 1;
    for (let step = 0; step < codeSteps; step++) {
      const point = extrapolated;
      const [gradient] = gradientsOf(() => reconstructionLoss(f(dictionary), { coefficients: point })(x), [point]);
      const next = softThreshold(tf.sub(point, tf.div(gradient!, curvature)), threshold);
      const nextInertia = (1 + Math.sqrt(1 + 4 * inertia ** 2)) / 2;
      extrapolated = tf.add(next, tf.mul((inertia - 1) / nextInertia, tf.sub(next, codes)));
      codes = next;
      inertia = nextInertia;
    }
    return codes;
  };
}

/** Returns D = W / ‖W‖². It is its own inverse: applied to D it returns W. */
function inverted(atoms: Tensor): Tensor {
  return tf.div(atoms, tf.expandDims(squaredNormDivisors(atoms), 1));
}

const MIN_CURVATURE = 1e-12;

import { tf, type Tensor } from '../../ops/index.js';
import { inverse, type BatchFunction } from '../inverse.js';
import { drawExamples, largestEigenvalueBound, matches, normaliseAtoms, normViolation, squaredNorms } from './atoms.js';
import { iterate, type FitOptions } from './fitting.js';
import { gradientsOf, reconstructionLoss } from './reconstruction-loss.js';
import { softThreshold } from './thresholding.js';

/**
 * Sparse coding, Table 1, row 1:   α learned,   f(x)ᵢ = ⟨x, Wᵢ⟩ / ‖Wᵢ‖²,   loss R + λ ‖α‖₁.
 *
 *   x [B, D], W [k, D], α [B, k]                 df(x)ᵢ/dx = Wᵢ / ‖Wᵢ‖² = Dᵢ
 *   f⁻¹(x) = Σᵢ αᵢ Dᵢ = α D                      for atoms of length 1, D = W
 *   loss(x) = ‖x − α D‖² + λ ‖α‖₁                the lasso, without its usual factor ½
 *
 * The row states no constraint. Without one λ means nothing: a shorter Wᵢ is a longer Dᵢ, which needs a smaller αᵢ. Atoms have length 1
 * here, as everywhere in the literature.
 */
export function f(dictionary: Tensor): BatchFunction {
  return (x) => tf.div(matches(dictionary)(x), squaredNorms(dictionary));
}

/** ‖x − α D‖² + λ ‖α‖₁: a function [B, D] -> [B]. @param codes α, [B, k] */
export function loss(dictionary: Tensor, codes: Tensor, { sparsity }: SparsityOptions): (x: Tensor) => Tensor {
  const reconstruction = reconstructionLoss(f(dictionary), { coefficients: codes });
  return (x) => tf.tidy(() => tf.add(reconstruction(x), tf.mul(sparsity, tf.sum(tf.abs(codes), 1))));
}

/** f⁻¹(x) = α D: a function [B, D] -> [B, D]. */
export const reconstruct = (dictionary: Tensor, codes: Tensor): ((x: Tensor) => Tensor) =>
  inverse(f(dictionary), { coefficients: codes });

/** The constraint: how far atoms are from length 1, at most; a scalar. */
export const violation = normViolation;

export interface SparsityOptions {
  /** λ, what a unit of |α| costs. */
  readonly sparsity: number;
}

export interface CodeOptions extends SparsityOptions {
  /** Steps of FISTA. */
  readonly codeSteps: number;
}

export type SparseCodingState = {
  /** W, [k, D], of length 1. */
  readonly dictionary: Tensor;
  /** α, [B, k], of the examples that it is fitted to. */
  readonly codes: Tensor;
};

export interface SparseCodingOptions extends FitOptions<SparseCodingState>, CodeOptions {
  /** k. */
  readonly atoms: number;
}

/** Examples of length 1 as atoms, and no codes yet. @param x [B, D] */
export function init(x: Tensor, { atoms, rng }: Pick<SparseCodingOptions, 'atoms' | 'rng'>): SparseCodingState {
  return tf.tidy(() => ({
    dictionary: normaliseAtoms(drawExamples(rng, x, atoms)),
    codes: tf.zeros([x.shape[0], atoms]),
  }));
}

/**
 * Some steps of FISTA on the codes, from where they are; then one on the dictionary, by the gradient of the loss; then back to length 1.
 *
 * The gradient is that by D = W / ‖W‖², not by W: both are the same atoms, but a W that grows is a D that shrinks, and its gradient points the
 * wrong way along the atom. In D, R is quadratic with the Hessian 2 αᵀα, which is at most diag(2 Σⱼ |αᵀα|ᵢⱼ): that is the step of each atom,
 * and R cannot grow before atoms go back to length 1. For codes that are really sparse it is nearly Newton's. @param x [B, D]
 */
export function update({ dictionary, codes }: SparseCodingState, x: Tensor, options: CodeOptions): SparseCodingState {
  return tf.tidy(() => {
    const nextCodes = refineCodes(dictionary, codes, options)(x);
    const templates = inverted(dictionary);
    const [gradient] = gradientsOf(() => loss(inverted(templates), nextCodes, options)(x), [templates]);
    const curvature = tf.mul(2, tf.sum(tf.abs(tf.matMul(nextCodes, nextCodes, true)), 1, true));
    const next = tf.sub(templates, tf.div(gradient!, tf.maximum(curvature, MIN_CURVATURE)));
    return { dictionary: normaliseAtoms(next), codes: nextCodes };
  });
}

/** Fits a dictionary and codes to examples. @param x [B, D] */
export function fit(x: Tensor, options: SparseCodingOptions): SparseCodingState {
  return iterate(init(x, options), (state) => update(state, x, options), options);
}

/** α of other examples, with the dictionary as it is: x [B, D] -> [B, k]. */
export function encode(dictionary: Tensor, options: CodeOptions): (x: Tensor) => Tensor {
  return (x) => tf.tidy(() => refineCodes(dictionary, tf.zeros([x.shape[0], dictionary.shape[0]]), options)(x));
}

/**
 * FISTA (Beck and Teboulle, 2009): a gradient step on R from a point ahead, and the proximal map of λ ‖·‖₁, which is soft thresholding:
 *
 *   α <- soft(β − (1/L) dR/dα(β), λ/L),     L = 2 λ_max(D Dᵀ),     β <- α + momentum (α − α before)
 */
function refineCodes(dictionary: Tensor, start: Tensor, { sparsity, codeSteps }: CodeOptions): (x: Tensor) => Tensor {
  return (x) => {
    const templates = inverted(dictionary);
    const curvature = tf.mul(2, largestEigenvalueBound(tf.matMul(templates, templates, false, true)));
    const threshold = tf.div(sparsity, curvature);
    let codes = start;
    let ahead = start;
    let inertia = 1;
    for (let step = 0; step < codeSteps; step++) {
      const point = ahead;
      const [gradient] = gradientsOf(() => reconstructionLoss(f(dictionary), { coefficients: point })(x), [point]);
      const next = softThreshold(tf.sub(point, tf.div(gradient!, curvature)), threshold);
      const nextInertia = (1 + Math.sqrt(1 + 4 * inertia ** 2)) / 2;
      ahead = tf.add(next, tf.mul((inertia - 1) / nextInertia, tf.sub(next, codes)));
      codes = next;
      inertia = nextInertia;
    }
    return codes;
  };
}

/** D = W / ‖W‖² of W, and W of D. */
function inverted(atoms: Tensor): Tensor {
  return tf.div(atoms, tf.expandDims(squaredNorms(atoms), 1));
}

const MIN_CURVATURE = 1e-12;

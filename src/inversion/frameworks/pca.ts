import { ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import { matches, normalTensor } from './atoms.js';
import { iterate, type FitOptions } from './fitting.js';
import { orthonormalise, orthonormalityViolation } from './orthonormal.js';
import { gradientsOf, reconstructionLoss } from './reconstruction-loss.js';

/**
 * Principal components, Table 1, row 3:   α = f(x),   f(x)ᵢ = ⟨x, Wᵢ⟩,   J_f orthonormal.
 *
 *   x [B, D] centred, W [k, D], WWᵀ = I          df(x)/dx = W
 *   f⁻¹(x) = Wᵀ W x                              the projection onto the span of W
 *   mean of R = tr(C) − tr(W C Wᵀ)               C the covariance: the variance that is discarded
 *
 * Under the constraint, R is minimal when W spans the k leading eigenvectors; the minimum is the sum of the other
 * eigenvalues.
 */
export const f = matches;

/** Returns R(x) = ‖x − WᵀW x‖²: a function [B, D] -> [B]. */
export const loss = (components: Tensor): ((x: Tensor) => Tensor) => reconstructionLoss(f(components));

/** Constraint violation max |WWᵀ − I|, a scalar. */
export const violation = orthonormalityViolation;

export type PcaState = {
  /** W, [k, D], with orthonormal rows. */
  readonly components: Tensor;
  /** W of the previous step, for momentum. */
  readonly previous: Tensor;
  /** Largest eigenvalue of the covariance, a scalar: the curvature of R. */
  readonly variance: Tensor;
};

export interface PcaOptions extends FitOptions<PcaState> {
  /** k. */
  readonly components: number;
}

/** Subtracts the mean over examples and returns it too: [B, D] -> [B, D], [1, D]. */
export function centre(x: Tensor): { readonly centred: Tensor; readonly mean: Tensor } {
  return tf.tidy(() => {
    const mean = tf.mean(x, 0, true);
    return { centred: tf.sub(x, mean), mean };
  });
}

/**
 * Draws random orthonormal components.
 * @param x [B, D], centred
 * @throws ShapeError unless there are 1 to D components
 */
export function init(x: Tensor, { components, rng }: Pick<PcaOptions, 'components' | 'rng'>): PcaState {
  const size = x.shape[1]!;
  if (!Number.isInteger(components) || components < 1 || components > size) {
    throw new ShapeError(`pca: expected components from 1 to the ${size} dimensions of x, got ${components}`);
  }
  return tf.tidy(() => {
    const start = orthonormalise(normalTensor(rng.split('components'), [components, size]), FROM_ANYWHERE);
    return { components: start, previous: tf.clone(start), variance: leadingVariance(x, normalTensor(rng, [size, 1])) };
  });
}

/**
 * Takes one step of gradient descent with momentum on the mean of R, then restores orthonormal rows.
 *
 * For orthonormal rows the gradient is −2 W C (I − WᵀW). Near the optimum, the component of row i along eigenvector j
 * shrinks by the factor 1 − 2η (λᵢ − λⱼ): stable for η up to 1 / λ₁. Half of that leaves room for momentum.
 * @param x [B, D], centred
 */
export function update({ components, previous, variance }: PcaState, x: Tensor): PcaState {
  return tf.tidy(() => {
    const [gradient] = gradientsOf(() => tf.mean(loss(components)(x)), [components]);
    const descent = tf.mul(tf.div(0.5, tf.maximum(variance, MIN_VARIANCE)), gradient!);
    const momentum = tf.mul(MOMENTUM, tf.sub(components, previous));
    const next = orthonormalise(tf.sub(tf.add(components, momentum), descent), FROM_NEARBY);
    return { components: next, previous: tf.clone(components), variance: tf.clone(variance) };
  });
}

/** Fits W to centred examples by gradient descent on R. @param x [B, D], centred */
export function fit(x: Tensor, options: PcaOptions): PcaState {
  return iterate(init(x, options), (state) => update(state, x), options);
}

/** Estimates λ₁ of the covariance by power iteration: v <- C v / ‖C v‖. */
function leadingVariance(x: Tensor, start: Tensor): Tensor {
  let direction = tf.div(start, tf.norm(start));
  let length: Tensor = tf.scalar(0);
  for (let round = 0; round < POWER_ROUNDS; round++) {
    const image = tf.div(tf.matMul(x, tf.matMul(x, direction), true), x.shape[0]);
    length = tf.norm(image);
    direction = tf.div(image, tf.maximum(length, MIN_VARIANCE));
  }
  return length;
}

const MOMENTUM = 0.9;
const MIN_VARIANCE = 1e-20;
/** Enough for a step size: for any spectrum the estimate is at most a few percent too low. */
const POWER_ROUNDS = 30;
const FROM_ANYWHERE = 40;
const FROM_NEARBY = 12;

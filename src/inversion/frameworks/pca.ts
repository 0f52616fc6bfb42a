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
 * So R is least, under the constraint, where W spans the k leading eigenvectors; what it is there is the sum of the other eigenvalues.
 */
export const f = matches;

/** R(x) = ‖x − WᵀW x‖²: a function [B, D] -> [B]. */
export const loss = (components: Tensor): ((x: Tensor) => Tensor) => reconstructionLoss(f(components));

/** The constraint: how far WWᵀ is from the identity, at most; a scalar. */
export const violation = orthonormalityViolation;

export type PcaState = {
  /** W, [k, D], with orthonormal rows. */
  readonly components: Tensor;
  /** W one step ago, for momentum. */
  readonly previous: Tensor;
  /** The largest eigenvalue of the covariance, a scalar: how curved R is. */
  readonly variance: Tensor;
};

export interface PcaOptions extends FitOptions<PcaState> {
  /** k. */
  readonly components: number;
}

/** x minus the mean of its examples, and that mean: [B, D] -> [B, D], [1, D]. */
export function centre(x: Tensor): { readonly centred: Tensor; readonly mean: Tensor } {
  return tf.tidy(() => {
    const mean = tf.mean(x, 0, true);
    return { centred: tf.sub(x, mean), mean };
  });
}

/** Random orthonormal components. @param x [B, D], centred */
export function init(x: Tensor, { components, rng }: Pick<PcaOptions, 'components' | 'rng'>): PcaState {
  return tf.tidy(() => {
    const size = x.shape[1]!;
    const start = orthonormalise(normalTensor(rng.split('components'), [components, size]), FROM_ANYWHERE);
    return { components: start, previous: tf.clone(start), variance: leadingVariance(x, normalTensor(rng, [size, 1])) };
  });
}

/**
 * One step of gradient descent on the mean of R, with momentum, and back to orthonormal rows.
 *
 * On orthonormal rows the gradient is −2 W C (I − WᵀW), so that the component along eigenvector j of row i, once W has come near, shrinks
 * by 1 − 2η (λᵢ − λⱼ): stable for η up to 1 / λ₁; half of that leaves room for the momentum.
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

/** λ₁ of the covariance, by power iteration: v <- C v / ‖C v‖. */
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
/** Enough for a step size: the estimate is within a few percent, from below, whatever the spectrum. */
const POWER_ROUNDS = 30;
const FROM_ANYWHERE = 40;
const FROM_NEARBY = 12;

import type { Tensors } from '../../engine/index.js';
import { tf } from '../../ops/index.js';
import { updateInGroups } from './groups.js';
import { mapWeights } from './weights.js';

/** Constants of SGD. */
export interface SgdOptions {
  /** Decay μ of the velocity; 0: plain gradient descent. */
  readonly momentum: number;
  /** Whether momentum is Nesterov's: the step looks ahead along the new velocity. */
  readonly nesterov: boolean;
  /** Factor λ of the weights that is added to their gradient: an L2 penalty of λ/2 ‖w‖². Biases have none. */
  readonly weightDecay: number;
}

/** Parameters and their velocities, each keyed by parameter name. */
export interface SgdState {
  readonly parameters: Tensors;
  /** Velocity v. */
  readonly firstMoment: Tensors;
}

/**
 * One update of stochastic gradient descent with momentum (Polyak, "Some methods of speeding up the convergence of
 * iteration methods", 1964) in PyTorch's form, in which the learning rate scales the velocity when it is applied:
 * v ← μ v + g and θ ← θ − learningRate · v. With Nesterov's momentum (Sutskever et al., "On the importance of
 * initialization and momentum in deep learning", 2013), θ ← θ − learningRate · (g + μ v).
 * @returns the new state; the old one is not modified
 */
export function sgdUpdate(
  { parameters, firstMoment }: SgdState,
  gradients: Tensors,
  { learningRate }: { readonly learningRate: tf.Tensor },
  { momentum, nesterov, weightDecay }: SgdOptions,
): SgdState {
  return tf.tidy(() => {
    const penalised =
      weightDecay === 0
        ? gradients
        : mapWeights(gradients, (gradient, name) => tf.add(gradient, tf.mul(parameters[name]!, weightDecay)));
    return updateInGroups({ parameters, firstMoment, gradients: penalised }, (vectors) => {
      const velocity = tf.add(tf.mul(vectors.firstMoment, momentum), vectors.gradients);
      const direction = nesterov ? tf.add(vectors.gradients, tf.mul(velocity, momentum)) : velocity;
      return { parameters: tf.sub(vectors.parameters, tf.mul(direction, learningRate)), firstMoment: velocity };
    });
  });
}

import type { Tensors } from '../../engine/index.js';
import { tf } from '../../ops/index.js';

/**
 * Scales gradients by min(1, maxNorm / ‖g‖), where ‖g‖ is the Euclidean norm of all of them together (Pascanu,
 * Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013, algorithm 1). Gradients of a
 * norm up to `maxNorm` keep their bits.
 * @param gradients at least one tensor
 * @param maxNorm above 0
 * @returns the scaled gradients; the caller owns them
 */
export function clipByGlobalNorm(gradients: Tensors, maxNorm: number): Tensors {
  return tf.tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    // The quotient is exactly 1 for small gradients, and finite for gradients of zero.
    const scale = tf.div(maxNorm, tf.maximum(norm, maxNorm));
    return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]));
  });
}

import { tf, type Tensor } from './tf.js';

/**
 * Returns x as a constant: derivatives do not pass through it.
 * @param x any shape
 * @returns a new tensor, owned by the caller
 */
export function stopGradient(x: Tensor): Tensor {
  // As a function without inputs it ends the backward pass along the tape.
  return tf.customGrad(() => ({ value: x.clone(), gradFunc: () => [] }))();
}

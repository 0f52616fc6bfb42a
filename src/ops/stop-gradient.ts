import { tf, type Tensor } from './tf.js';

/**
 * The same values, as a constant: no derivative goes through them.
 * @param x of any shape
 * @returns a tensor of its own; the caller owns it
 */
export function stopGradient(x: Tensor): Tensor {
  // A function of no inputs: whoever walks the tape back finds nothing behind it.
  return tf.customGrad(() => ({ value: x.clone(), gradFunc: () => [] }))();
}

import type { Tensor } from '@tensorflow/tfjs';
import { tf } from './tensorflow.js';

/**
 * What a function hands to its caller from within its `tf.tidy`: a tensor that was made there as it is, any other one as a copy. An argument
 * that comes back as a result is the caller's twice over, and disposing of the result must leave the argument alone.
 * @param tensor of any shape
 * @returns a tensor that the scope owns
 */
export function ownedResult(tensor: Tensor): Tensor {
  const { activeScope } = tf.engine().state;
  return tensor.scopeId === activeScope.id && !tensor.kept ? tensor : tensor.clone();
}

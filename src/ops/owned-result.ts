import type { Tensor } from '@tensorflow/tfjs';
import { tf } from './tensorflow.js';

/**
 * Returns a result from within a function's `tf.tidy`: a tensor created in this scope itself, any other tensor as a
 * clone, so that if an argument is returned as a result, disposing of the result does not dispose of the argument.
 * @param tensor any shape
 * @returns a tensor owned by the active scope
 */
export function ownedResult(tensor: Tensor): Tensor {
  const { activeScope } = tf.engine().state;
  return tensor.scopeId === activeScope.id && !tensor.kept ? tensor : tensor.clone();
}

import type { Tensors } from '../../engine/index.js';
import type { tf } from '../../ops/index.js';

/**
 * Changes the weights, which decay, and returns the other parameters as they are. A weight is a parameter of rank 2 or
 * more: the kernels of all layers, but no biases and no scales.
 * @param tensors parameters, or their gradients
 */
export function mapWeights(tensors: Tensors, f: (tensor: tf.Tensor, name: string) => tf.Tensor): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, tensor.rank >= 2 ? f(tensor, name) : tensor]),
  );
}

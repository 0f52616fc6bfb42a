import { tf, type Tensor } from './tf.js';

/**
 * Marks an index of each row with 1, the others with 0. Unlike `tf.oneHot`, it takes one index out of one.
 * @param indices [B], int32; one outside [0, depth) marks nothing
 * @returns [B, depth], float32, without derivatives
 */
export function oneHot(indices: Tensor, depth: number): Tensor {
  const columns = tf.tensor1d(
    Int32Array.from({ length: depth }, (_, index) => index),
    'int32',
  );
  return tf.cast(tf.equal(tf.expandDims(indices, 1), columns), 'float32');
}

import { tf, type Tensor } from '../../ops/index.js';
import { largestEigenvalueBound } from './atoms.js';

/**
 * The nearest matrix with orthonormal rows, (WWᵀ)^(−½) W, by Newton-Schulz iteration: W <- (3 W − W Wᵀ W) / 2 takes every singular value
 * s to (3 s − s³) / 2, which goes to 1 from anywhere in (0, √3). Products only, so that it can be compiled.
 * @param rows [k, D], k <= D, linearly independent
 * @param rounds small singular values grow by 1.5 a round: 40 are enough from random numbers, 12 from nearby
 */
export function orthonormalise(rows: Tensor, rounds: number): Tensor {
  return tf.tidy(() => {
    const largest = largestEigenvalueBound(tf.matMul(rows, rows, false, true));
    let result: Tensor = tf.div(rows, tf.sqrt(largest));
    for (let round = 0; round < rounds; round++) {
      const gram = tf.matMul(result, result, false, true);
      result = tf.sub(tf.mul(1.5, result), tf.mul(0.5, tf.matMul(gram, result)));
    }
    return result;
  });
}

/** How far WWᵀ is from the identity, at most: [k, D] -> a scalar. */
export function orthonormalityViolation(rows: Tensor): Tensor {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(tf.matMul(rows, rows, false, true), tf.eye(rows.shape[0])))));
}

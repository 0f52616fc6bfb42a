import { tf, type Tensor } from '../../ops/index.js';
import { largestEigenvalueBound } from './atoms.js';

/**
 * Returns the nearest matrix with orthonormal rows, (WWᵀ)^(−½) W, by Newton-Schulz iteration. W <- (3 W − W Wᵀ W) / 2
 * maps every singular value s to (3 s − s³) / 2, which converges to 1 from any s in (0, √3). It uses only matrix
 * products, so it can be compiled.
 * @param rows [k, D], k <= D, linearly independent
 * @param rounds small singular values grow by 1.5 per round: 40 suffice for a random matrix, 12 for a nearly
 *   orthonormal one
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

/** Returns max |WWᵀ − I|: [k, D] -> a scalar. */
export function orthonormalityViolation(rows: Tensor): Tensor {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(tf.matMul(rows, rows, false, true), tf.eye(rows.shape[0])))));
}

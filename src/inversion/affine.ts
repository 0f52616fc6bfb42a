import { ShapeError } from '../errors.js';
import { type Tensor, tf, vectorJacobianProducts } from '../ops/index.js';
import type { BatchFunction } from './inverse.js';

/** Local affine map of a function at x (Eq. 1): f(x) = A[x] x + b[x]. */
export interface AffineMap {
  /** f(x), [B, C]. */
  readonly output: Tensor;
  /** A[x] = df/dx (Eq. 7), one template per class: [B, C, ...S]. */
  readonly templates: Tensor;
  /** A[x] x, inner product of x with each template: [B, C]. */
  readonly matches: Tensor;
  /** b[x] = f(x) − A[x] x, [B, C]. */
  readonly bias: Tensor;
}

export interface AffineOptions {
  /** Classes to compute, in this order; the results contain only these. Default: all. */
  readonly classes?: readonly number[];
}

/**
 * Computes A[x] and b[x] of Eq. 1 for any function of a batch: one forward pass, then one backward pass per class,
 * which yields that class's row of each Jacobian.
 *
 * For a piecewise linear network they hold on the whole linear piece around x: f(x') = A[x] x' + b[x] for every x' on
 * it. For any other function, for example a network with sigmoids, they are the first-order expansion, exact only at x.
 *
 * All results are differentiable. They take C times the memory of the inverse, B C |S| values, plus the intermediate
 * values of the passes.
 *
 * @param f [B, ...S] -> [B, C], logits before softmax; output row b depends on input row b only
 * @returns a function of x [B, ...S]; the caller owns its tensors
 * @throws ShapeError if f(x) is not [B, C] or a class is out of range
 */
export function affine(f: BatchFunction, options: AffineOptions = {}): (x: Tensor) => AffineMap {
  return (x) =>
    tf.tidy(() => {
      const { output, products: templates } = vectorJacobianProducts(f, x, (value) => seeds(value, x, options.classes));
      // Not -1, which an empty batch leaves undetermined.
      const size = x.shape.slice(1).reduce((product, axis) => product * axis, 1);
      const perClass = tf.reshape(templates, [x.shape[0], templates.shape[1]!, size]);
      const matches = tf.sum(tf.mul(perClass, tf.reshape(x, [x.shape[0], 1, size])), 2);
      const chosen = options.classes === undefined ? output : tf.gather(output, [...options.classes], 1);
      return { output: chosen, templates, matches, bias: tf.sub(chosen, matches) };
    });
}

/** Returns the seed of each class's backward pass: 1 in the class's column, 0 elsewhere. */
function seeds(output: Tensor, x: Tensor, classes?: readonly number[]): Tensor[] {
  if (output.rank !== 2 || output.shape[0] !== x.shape[0]) {
    throw new ShapeError(`affine: expected f(x) of shape [${x.shape[0]}, C], got [${output.shape.join(', ')}]`);
  }
  const [rows, count] = output.shape as [number, number];
  return (classes ?? Array.from({ length: count }, (_, index) => index)).map((index) => {
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new ShapeError(`affine: expected classes from 0 to ${count - 1}, got ${index}`);
    }
    return tf.tensor2d(
      Float32Array.from({ length: rows * count }, (_, i) => (i % count === index ? 1 : 0)),
      [rows, count],
    );
  });
}

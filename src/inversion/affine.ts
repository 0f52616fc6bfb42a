import { ShapeError } from '../errors.js';
import { type Tensor, tf, vectorJacobianProducts } from '../ops/index.js';
import type { BatchFunction } from './inverse.js';

/** What a function is around x (Eq. 1): f(x) = A[x] x + b[x]. */
export interface AffineMap {
  /** f(x), [B, C]. */
  readonly output: Tensor;
  /** A[x] = df/dx (Eq. 7), one template a class: [B, C, ...S]. */
  readonly templates: Tensor;
  /** A[x] x, how well x matches each template: [B, C]. */
  readonly matches: Tensor;
  /** b[x] = f(x) − A[x] x, [B, C]. */
  readonly bias: Tensor;
}

export interface AffineOptions {
  /** Classes whose templates are wanted, and their order; absent: all. The results have as many classes. */
  readonly classes?: readonly number[];
}

/**
 * A[x] and b[x] of Eq. 1, for any function of a batch: one forward pass, and one backward pass a class, which gives the class's rows of the
 * Jacobian.
 *
 * Of a piecewise linear network they are what the network does on the whole linear piece around x: f(x') = A[x] x' + b[x] for every x' there.
 * Of any other function, such as a network with sigmoids, they are its first-order expansion: equal at x, and nowhere else.
 *
 * All results can be differentiated again. They take C times the memory of the inverse, B C |S| numbers, and what the passes keep on their way.
 *
 * @param f [B, ...S] -> [B, C], logits before softmax; example b of the output depends on example b of the input alone
 * @returns a function of x [B, ...S]; the caller owns its tensors
 * @throws ShapeError if f(x) is not [B, C], or a class is none of them
 */
export function affine(f: BatchFunction, options: AffineOptions = {}): (x: Tensor) => AffineMap {
  return (x) =>
    tf.tidy(() => {
      const { output, products: templates } = vectorJacobianProducts(f, x, (value) => seeds(value, x, options.classes));
      const perClass = tf.reshape(templates, [x.shape[0], templates.shape[1]!, -1]);
      const matches = tf.sum(tf.mul(perClass, tf.reshape(x, [x.shape[0], 1, -1])), 2);
      const chosen = options.classes === undefined ? output : tf.gather(output, [...options.classes], 1);
      return { output: chosen, templates, matches, bias: tf.sub(chosen, matches) };
    });
}

/** For each class, what its backward pass starts from: one in the class's column, zero elsewhere. */
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

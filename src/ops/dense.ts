import { ShapeError } from '../errors.js';
import { tf, type Tensor } from './tf.js';

/**
 * x W + b.
 * @param x [B, I]
 * @param kernel [I, O]
 * @param bias [O], optional
 * @returns [B, O]
 */
export function dense(x: Tensor, kernel: Tensor, bias?: Tensor): Tensor {
  if (x.rank !== 2 || x.shape[1] !== kernel.shape[0]) {
    throw new ShapeError(
      `dense: expected x [B, ${kernel.shape[0]}] for kernel [${kernel.shape.join(', ')}], got [${x.shape.join(', ')}]`,
    );
  }
  if (bias === undefined) return tf.matMul(x, kernel);
  return tf.tidy(() => tf.add(tf.matMul(x, kernel), bias));
}

import { count } from '../../../format-number.js';
import { tf, type Tensor } from '../../../ops/index.js';

/** Returns the value of a scalar tensor and disposes it. */
export function scalarOf(tensor: Tensor): number {
  const value = tensor.dataSync()[0]!;
  tensor.dispose();
  return value;
}

/** Returns the sum of all elements. */
export const sumOf = (make: () => Tensor): number => scalarOf(tf.tidy(() => tf.sum(make())));

/** Returns a loss relative to the examples' energy ‖x‖². */
export const relativeLoss = (loss: number, x: Tensor): number => loss / sumOf(() => tf.square(x));

/** Formats a count, such as `20 of 20`. */
export const countOfTotal = (part: number, total: number): string => `${count(part)} of ${count(total)}`;

/** Error measure of most rows. */
export const RELATIVE_RESIDUAL = 'R / ‖x‖²';

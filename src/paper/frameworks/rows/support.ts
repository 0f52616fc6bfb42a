import { count } from '../../../format-number.js';
import { tf, type Tensor } from '../../../ops/index.js';

/** The one number of a tensor, which is freed. */
export function scalarOf(tensor: Tensor): number {
  const value = tensor.dataSync()[0]!;
  tensor.dispose();
  return value;
}

/** Σ of all elements. */
export const sumOf = (make: () => Tensor): number => scalarOf(tf.tidy(() => tf.sum(make())));

/** Losses as shares of the examples' energy. */
export const relativeLoss = (loss: number, x: Tensor): number => loss / sumOf(() => tf.square(x));

/** `20 of 20`. */
export const countOfTotal = (some: number, all: number): string => `${count(some)} of ${count(all)}`;

/** The error of most rows. */
export const RELATIVE_RESIDUAL = 'R / ‖x‖²';

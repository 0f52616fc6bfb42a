import { NonFiniteError } from '../../errors.js';

/**
 * Softmax of one row, in float64.
 * @param logits [n, C], row-major
 * @param out [C], overwritten
 */
export function softmaxRow(logits: Float32Array, row: number, out: Float64Array): Float64Array {
  const classes = out.length;
  const offset = row * classes;
  const normaliser = logSumExp(logits, row, classes);
  for (let c = 0; c < classes; c++) out[c] = Math.exp(logits[offset + c]! - normaliser);
  return out;
}

/**
 * Refuses logits from which no probabilities follow.
 * @param length number of logits to check
 * @param model name or folder of the network, for the message
 * @throws NonFiniteError if one is NaN or infinite
 */
export function checkFiniteLogits(logits: Float32Array, length: number, model: string): void {
  for (let i = 0; i < length; i++) {
    if (Number.isFinite(logits[i]!)) continue;
    throw new NonFiniteError(`${model}: an output of the network is ${logits[i]}: its weights are too large`);
  }
}

/** log Σ exp over one row of [n, C] logits, without overflow. */
export function logSumExp(logits: Float32Array, row: number, classes: number): number {
  const offset = row * classes;
  let largest = -Infinity;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[offset + c]!);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp(logits[offset + c]! - largest);
  return largest + Math.log(sum);
}

/** Index, relative to `offset`, of the largest of `length` values; the first if several are equal. */
export function argMax(values: ArrayLike<number>, offset: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[offset + i]! > values[offset + best]!) best = i;
  return best;
}

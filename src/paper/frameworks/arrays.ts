import type { HostTensor } from '../../engine/index.js';
import { tf, type Tensor } from '../../ops/index.js';

/** A row-major matrix [rows, size]. */
export interface Rows {
  readonly rows: number;
  readonly size: number;
  readonly data: Float32Array;
}

/** Creates a matrix row by row. */
export function rowsOf(rows: number, size: number, write: (row: Float32Array, index: number) => void): Rows {
  const data = new Float32Array(rows * size);
  for (let index = 0; index < rows; index++) write(data.subarray(index * size, (index + 1) * size), index);
  return { rows, size, data };
}

/** Returns one row as a view. */
export const rowOf = ({ size, data }: Rows, index: number): Float32Array =>
  data.subarray(index * size, (index + 1) * size);

/** Converts rows to a tensor of rank 2, which the caller owns. */
export const toTensor = ({ rows, size, data }: Rows): Tensor => tf.tensor2d(data.slice(), [rows, size]);

/** Copies a tensor's values to the host. */
export const toHost = (tensor: Tensor): HostTensor => ({
  dtype: 'float32',
  shape: tensor.shape,
  data: Float32Array.from(tensor.dataSync()),
});

/** Copies a tensor of rank 2 to rows. */
export const toRows = (tensor: Tensor): Rows => ({
  rows: tensor.shape[0],
  size: tensor.shape[1]!,
  data: Float32Array.from(tensor.dataSync()),
});

/** Σ aᵢ bᵢ. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Σ (aᵢ − bᵢ)². */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

/** Σ ‖a − b‖² / Σ ‖b‖². */
export const relativeError = (a: Rows, b: Rows): number => squaredDistance(a.data, b.data) / dot(b.data, b.data);

/** max |a − b| / max |b|. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(a[i]! - b[i]!));
    magnitude = Math.max(magnitude, Math.abs(b[i]!));
  }
  return difference / Math.max(magnitude, Number.MIN_VALUE);
}

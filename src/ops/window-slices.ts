import { tf } from './tensorflow.js';

/** Windows along one axis: window i starts at entry i * stride. */
export interface Windows {
  readonly axis: number;
  /** Entries per window. */
  readonly size: number;
  readonly stride: number;
  /** Number of windows. */
  readonly count: number;
}

/**
 * Splits an axis by position within the window: for each position k < size, the entries x[..., i * stride + k, ...]
 * for i < count.
 *
 * The axis is split into blocks of `stride` entries; position k = a * stride + r is column r of the blocks,
 * starting at block a. Uses only slices and reshapes, which TensorFlow.js can differentiate any number of times
 * (its `stridedSlice` has no gradient).
 */
export function windowSlicesAlong(x: tf.Tensor, windows: Windows): tf.Tensor[] {
  const { axis, size, stride, count } = windows;
  const blockCount = blockCountOf(windows);
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const blocks = tf.reshape(resizeAxis(x, axis, blockCount * stride), [...before, blockCount, stride, ...after]);
  return Array.from({ length: size }, (_, position) => {
    const column = tf.reshape(sliceAxis(blocks, axis + 1, position % stride, 1), [...before, blockCount, ...after]);
    return sliceAxis(column, axis, Math.floor(position / stride), count);
  });
}

/** The transpose of `windowSlicesAlong`: adds every slice to an axis of `length` zeros. */
export function fromWindowSlicesAlong(slices: readonly tf.Tensor[], windows: Windows, length: number): tf.Tensor {
  const { axis, size, stride, count } = windows;
  const blockCount = blockCountOf(windows);
  const columns = Array.from({ length: stride }, (_, remainder) => {
    let column: tf.Tensor | undefined;
    for (let position = remainder; position < size; position += stride) {
      const start = Math.floor(position / stride);
      const shifted = padAxis(slices[position]!, axis, start, blockCount - start - count);
      column = column === undefined ? shifted : tf.add(column, shifted);
    }
    return column ?? tf.zerosLike(padAxis(slices[0]!, axis, 0, blockCount - count));
  });
  const blocks = tf.stack(columns, axis + 1);
  const { shape } = columns[0]!;
  const flat = tf.reshape(blocks, [...shape.slice(0, axis), blockCount * stride, ...shape.slice(axis + 1)]);
  return resizeAxis(flat, axis, length);
}

function blockCountOf({ size, stride, count }: Windows): number {
  return count + Math.ceil(size / stride) - 1;
}

/** Truncates an axis, or pads it with zeros, at its end. */
function resizeAxis(x: tf.Tensor, axis: number, length: number): tf.Tensor {
  const current = x.shape[axis]!;
  return current > length ? sliceAxis(x, axis, 0, length) : padAxis(x, axis, 0, length - current);
}

function sliceAxis(x: tf.Tensor, axis: number, start: number, length: number): tf.Tensor {
  if (start === 0 && length === x.shape[axis]) return x;
  return tf.slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((size, i) => (i === axis ? length : size)),
  );
}

function padAxis(x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor {
  if (before === 0 && after === 0) return x;
  return tf.pad(
    x,
    x.shape.map((_, i): [number, number] => (i === axis ? [before, after] : [0, 0])),
  );
}

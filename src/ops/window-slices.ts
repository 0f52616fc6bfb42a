import { tf } from './tensorflow.js';

/** Windows along one axis: window i covers the entries from i * stride on. */
export interface Windows {
  readonly axis: number;
  /** Entries in a window. */
  readonly size: number;
  readonly stride: number;
  /** Number of windows. */
  readonly count: number;
}

/**
 * For each place k < size within a window, the entries that stand there: x[..., i * stride + k, ...] for i < count.
 *
 * The axis is cut into blocks of `stride`; place k = a * stride + r is column r of the blocks, from block a on. Only slices and
 * reshapes, so TensorFlow.js can differentiate it any number of times (its `stridedSlice` has no gradient).
 */
export function windowSlicesAlong(x: tf.Tensor, windows: Windows): tf.Tensor[] {
  const { axis, size, stride, count } = windows;
  const blockCount = blocksOf(windows);
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const blocks = tf.reshape(resizeAxis(x, axis, blockCount * stride), [...before, blockCount, stride, ...after]);
  return Array.from({ length: size }, (_, place) => {
    const column = tf.reshape(sliceAxis(blocks, axis + 1, place % stride, 1), [...before, blockCount, ...after]);
    return sliceAxis(column, axis, Math.floor(place / stride), count);
  });
}

/** The transpose: an axis of `length` zeros to which the entries of every place are added. */
export function fromWindowSlicesAlong(places: readonly tf.Tensor[], windows: Windows, length: number): tf.Tensor {
  const { axis, size, stride, count } = windows;
  const blockCount = blocksOf(windows);
  const columns = Array.from({ length: stride }, (_, remainder) => {
    let column: tf.Tensor | undefined;
    for (let place = remainder; place < size; place += stride) {
      const start = Math.floor(place / stride);
      const shifted = padAxis(places[place]!, axis, start, blockCount - start - count);
      column = column === undefined ? shifted : tf.add(column, shifted);
    }
    return column ?? tf.zerosLike(padAxis(places[0]!, axis, 0, blockCount - count));
  });
  const blocks = tf.stack(columns, axis + 1);
  const { shape } = columns[0]!;
  const flat = tf.reshape(blocks, [...shape.slice(0, axis), blockCount * stride, ...shape.slice(axis + 1)]);
  return resizeAxis(flat, axis, length);
}

function blocksOf({ size, stride, count }: Windows): number {
  return count + Math.ceil(size / stride) - 1;
}

/** Cuts an axis, or fills it up with zeros, at its end. */
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

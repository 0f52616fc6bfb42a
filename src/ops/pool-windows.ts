import { tf } from './tensorflow.js';
import { ownedResult } from './owned-result.js';
import type { PoolAxis, PoolGeometry } from './pool-geometry.js';
import { fromWindowSlicesAlong, windowSlicesAlong } from './window-slices.js';

/** Padding value for max pooling: lower than any activation, yet finite. */
const LOWEST = -3.4e38;

/** Splits x by position within the window, row by row: one tensor of the output's shape per position. */
export function windowSlices(x: tf.Tensor, { axes }: PoolGeometry, padValue: number): tf.Tensor[] {
  let slices = [padAxes(x, axes, padValue)];
  for (const { axis, size, stride, outputLength } of axes) {
    if (size === 1 && stride === 1) continue;
    slices = slices.flatMap((slice) => windowSlicesAlong(slice, { axis, size, stride, count: outputLength }));
  }
  return slices;
}

/** The transpose of `windowSlices`: puts the slices back at their positions, and adds where windows overlap. */
export function fromWindowSlices(slices: readonly tf.Tensor[], { axes }: PoolGeometry): tf.Tensor {
  let remaining = [...slices];
  for (const { axis, size, stride, outputLength, padBefore, padAfter, inputLength } of [...axes].reverse()) {
    if (size === 1 && stride === 1) continue;
    const length = inputLength + padBefore + padAfter;
    const windows = { axis, size, stride, count: outputLength };
    const merged: tf.Tensor[] = [];
    for (let i = 0; i < remaining.length; i += size)
      merged.push(fromWindowSlicesAlong(remaining.slice(i, i + size), windows, length));
    remaining = merged;
  }
  return cropAxes(remaining[0]!, axes);
}

/** Max pooling by the same comparisons as its gradient. */
export function maxPoolForward(x: tf.Tensor, geometry: PoolGeometry): tf.Tensor {
  return tf.tidy(() => ownedResult(tournament(windowSlices(x, geometry, LOWEST)).max));
}

/** Mean pooling; padding does not count in the mean. */
export function averagePoolForward(x: tf.Tensor, geometry: PoolGeometry): tf.Tensor {
  return tf.tidy(() => {
    const sum = windowSlices(x, geometry, 0).reduce((total, slice) => tf.add(total, slice));
    return tf.mul(sum, inverseWindowCounts(geometry));
  });
}

/**
 * Gradient of max pooling: each window passes dy to one winner, the first in case of a tie (as in TensorFlow.js).
 * The masks are recomputed from x; the graph shares them between derivatives.
 */
export function maxPoolBackward(dy: tf.Tensor, x: tf.Tensor, geometry: PoolGeometry): tf.Tensor {
  const outcome = tournament(windowSlices(x, geometry, LOWEST));
  if (!isTiling(geometry)) return fromWindowSlices(routeToWinners(dy, outcome), geometry);
  const winners = fromWindowSlices(routeToWinners(tf.onesLike(dy), outcome), geometry);
  return spreadOverWindows(dy, windowsOf(winners, geometry), geometry);
}

/** Gradient of mean pooling, whose means do not include padding. */
export function averagePoolBackward(dy: tf.Tensor, geometry: PoolGeometry): tf.Tensor {
  const scaled = tf.mul(dy, inverseWindowCounts(geometry));
  if (isTiling(geometry)) {
    const { axes } = geometry;
    return spreadOverWindows(scaled, tf.ones([1, 1, axes[0]!.size, 1, axes[1]!.size, 1]), geometry);
  }
  const positionCount = geometry.axes.reduce((product, { size }) => product * size, 1);
  return fromWindowSlices(new Array<tf.Tensor>(positionCount).fill(scaled), geometry);
}

/** Whether windows are adjacent: no overlap, no gaps between them, no padding. */
function isTiling({ axes }: PoolGeometry): boolean {
  return axes.every(({ size, stride, padBefore, padAfter }) => size === stride && padBefore === 0 && padAfter === 0);
}

/** Splits [B, H, W, C] into windows [B, H', size, W', size, C], without the incomplete ones at the edges. */
function windowsOf(x: tf.Tensor, { axes, inputShape }: PoolGeometry): tf.Tensor {
  const [batch, , , channels] = inputShape as [number, number, number, number];
  const [rows, columns] = axes as [PoolAxis, PoolAxis];
  const [height, width] = [rows.outputLength * rows.size, columns.outputLength * columns.size];
  const whole = x.shape[1] === height && x.shape[2] === width;
  const used = whole ? x : tf.slice(x, [0, 0, 0, 0], [batch, height, width, channels]);
  return tf.reshape(used, [batch, rows.outputLength, rows.size, columns.outputLength, columns.size, channels]);
}

/** Spreads every window's dy over its entries, times their weights; entries in no window get zero. */
function spreadOverWindows(
  dy: tf.Tensor,
  weights: tf.Tensor,
  { axes, inputShape, outputShape }: PoolGeometry,
): tf.Tensor {
  const [batch, height, width, channels] = outputShape as [number, number, number, number];
  const [rows, columns] = axes as [PoolAxis, PoolAxis];
  const weighted = tf.mul(tf.reshape(dy, [batch, height, 1, width, 1, channels]), weights);
  const image = tf.reshape(weighted, [batch, height * rows.size, width * columns.size, channels]);
  const missing = [1, 2].map((axis) => inputShape[axis]! - image.shape[axis]!) as [number, number];
  if (missing.every((count) => count === 0)) return image;
  return tf.pad(image, [
    [0, 0],
    [0, missing[0]],
    [0, missing[1]],
    [0, 0],
  ]);
}

/** A knockout between the positions of a window: first half against second. On a tie the earlier position wins. */
interface Tournament {
  readonly max: tf.Tensor;
  readonly first?: Tournament;
  readonly second?: Tournament;
}

function tournament(slices: readonly tf.Tensor[]): Tournament {
  if (slices.length === 1) return { max: slices[0]! };
  const half = slices.length >> 1;
  const first = tournament(slices.slice(0, half));
  const second = tournament(slices.slice(half));
  return { max: tf.maximum(first.max, second.max), first, second };
}

/** Passes dy to the winner: returns dy or zero for each position. */
function routeToWinners(dy: tf.Tensor, { first, second }: Tournament): tf.Tensor[] {
  if (first === undefined || second === undefined) return [dy];
  const firstWins = tf.cast(tf.greaterEqual(first.max, second.max), 'float32');
  const toFirst = tf.mul(dy, firstWins);
  return [...routeToWinners(toFirst, first), ...routeToWinners(tf.sub(dy, toFirst), second)];
}

function padAxes(x: tf.Tensor, axes: readonly PoolAxis[], value: number): tf.Tensor {
  if (axes.every(({ padBefore, padAfter }) => padBefore === 0 && padAfter === 0)) return x;
  const paddings: [number, number][] = x.shape.map(() => [0, 0]);
  for (const { axis, padBefore, padAfter } of axes) paddings[axis] = [padBefore, padAfter];
  return tf.pad(x, paddings, value);
}

function cropAxes(x: tf.Tensor, axes: readonly PoolAxis[]): tf.Tensor {
  if (axes.every(({ padBefore, padAfter }) => padBefore === 0 && padAfter === 0)) return x;
  const begin = x.shape.map(() => 0);
  const size = [...x.shape];
  for (const { axis, padBefore, inputLength } of axes) {
    begin[axis] = padBefore;
    size[axis] = inputLength;
  }
  return tf.slice(x, begin, size);
}

/** 1 / number of entries per window that are not padding: a scalar, or [1, H', W', 1] where it varies. */
function inverseWindowCounts({ axes }: PoolGeometry): tf.Tensor {
  const [rows, columns] = axes.map(({ size, stride, padBefore, inputLength, outputLength }) =>
    Array.from({ length: outputLength }, (_, i) => {
      const start = i * stride - padBefore;
      return Math.min(start + size, inputLength) - Math.max(start, 0);
    }),
  ) as [number[], number[]];
  const uniform = [...rows, ...columns].every((count, i) => count === (i < rows.length ? rows[0] : columns[0]));
  if (uniform) return tf.scalar(1 / (rows[0]! * columns[0]!));
  return tf.tensor4d(
    rows.flatMap((r) => columns.map((c) => 1 / (r * c))),
    [1, rows.length, columns.length, 1],
  );
}

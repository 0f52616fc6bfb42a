import { tf } from './tensorflow.js';
import { ownedResult } from './owned-result.js';
import type { PoolAxis, PoolGeometry } from './pool-geometry.js';
import { fromWindowSlicesAlong, windowSlicesAlong } from './window-slices.js';

/** Lower than any activation, yet finite: padding that never wins a maximum. */
const NEVER_WINS = -3.4e38;

/** All entries of x that stand at one place of their windows, one tensor of the output's shape a place, row by row. */
export function windowSlices(x: tf.Tensor, { axes }: PoolGeometry, padValue: number): tf.Tensor[] {
  let places = [padAxes(x, axes, padValue)];
  for (const { axis, size, stride, outputLength } of axes) {
    if (size === 1 && stride === 1) continue;
    places = places.flatMap((place) => windowSlicesAlong(place, { axis, size, stride, count: outputLength }));
  }
  return places;
}

/** The transpose of `windowSlices`: puts each tensor back to its places and adds where windows overlap. */
export function fromWindowSlices(places: readonly tf.Tensor[], { axes }: PoolGeometry): tf.Tensor {
  let parts = [...places];
  for (const { axis, size, stride, outputLength, padBefore, padAfter, inputLength } of [...axes].reverse()) {
    if (size === 1 && stride === 1) continue;
    const length = inputLength + padBefore + padAfter;
    const windows = { axis, size, stride, count: outputLength };
    const merged: tf.Tensor[] = [];
    for (let i = 0; i < parts.length; i += size)
      merged.push(fromWindowSlicesAlong(parts.slice(i, i + size), windows, length));
    parts = merged;
  }
  return cropAxes(parts[0]!, axes);
}

/** Max pooling by the same comparisons that its gradient makes. */
export function maxPoolForward(x: tf.Tensor, geometry: PoolGeometry): tf.Tensor {
  return tf.tidy(() => ownedResult(tournament(windowSlices(x, geometry, NEVER_WINS)).max));
}

/** Mean pooling; padding does not count in the mean. */
export function averagePoolForward(x: tf.Tensor, geometry: PoolGeometry): tf.Tensor {
  return tf.tidy(() => {
    const sum = windowSlices(x, geometry, 0).reduce((total, place) => tf.add(total, place));
    return tf.mul(sum, inverseWindowCounts(geometry));
  });
}

/**
 * Gradient of max pooling: each window hands dy to one winner, the first of those that tie (as TensorFlow.js does). The masks are
 * computed from x, so their sharing between derivatives is left to whoever runs the graph.
 */
export function maxPoolBackward(dy: tf.Tensor, x: tf.Tensor, geometry: PoolGeometry): tf.Tensor {
  const places = tournament(windowSlices(x, geometry, NEVER_WINS));
  if (!isTiling(geometry)) return fromWindowSlices(share(dy, places), geometry);
  const winners = fromWindowSlices(share(tf.onesLike(dy), places), geometry);
  return handedBack(dy, windowsOf(winners, geometry), geometry);
}

/** Gradient of mean pooling; padding does not count in the mean. */
export function averagePoolBackward(dy: tf.Tensor, geometry: PoolGeometry): tf.Tensor {
  const scaled = tf.mul(dy, inverseWindowCounts(geometry));
  if (isTiling(geometry)) {
    const { axes } = geometry;
    return handedBack(scaled, tf.ones([1, 1, axes[0]!.size, 1, axes[1]!.size, 1]), geometry);
  }
  const placeCount = geometry.axes.reduce((product, { size }) => product * size, 1);
  return fromWindowSlices(new Array<tf.Tensor>(placeCount).fill(scaled), geometry);
}

/** Whether windows lie side by side, so that no entry is in two of them. */
function isTiling({ axes }: PoolGeometry): boolean {
  return axes.every(({ size, stride, padBefore, padAfter }) => size === stride && padBefore === 0 && padAfter === 0);
}

/** [B, H, W, C] to [B, H', size, W', size, C], windows that are cut off left out. */
function windowsOf(x: tf.Tensor, { axes, inputShape }: PoolGeometry): tf.Tensor {
  const [batch, , , channels] = inputShape as [number, number, number, number];
  const [rows, columns] = axes as [PoolAxis, PoolAxis];
  const [height, width] = [rows.outputLength * rows.size, columns.outputLength * columns.size];
  const whole = x.shape[1] === height && x.shape[2] === width;
  const used = whole ? x : tf.slice(x, [0, 0, 0, 0], [batch, height, width, channels]);
  return tf.reshape(used, [batch, rows.outputLength, rows.size, columns.outputLength, columns.size, channels]);
}

/** Every window's dy, to each of its entries by weight; zero for entries that are in no window. */
function handedBack(dy: tf.Tensor, weights: tf.Tensor, { axes, inputShape, outputShape }: PoolGeometry): tf.Tensor {
  const [batch, height, width, channels] = outputShape as [number, number, number, number];
  const [rows, columns] = axes as [PoolAxis, PoolAxis];
  const spread = tf.mul(tf.reshape(dy, [batch, height, 1, width, 1, channels]), weights);
  const image = tf.reshape(spread, [batch, height * rows.size, width * columns.size, channels]);
  const missing = [1, 2].map((axis) => inputShape[axis]! - image.shape[axis]!) as [number, number];
  if (missing.every((count) => count === 0)) return image;
  return tf.pad(image, [
    [0, 0],
    [0, missing[0]],
    [0, missing[1]],
    [0, 0],
  ]);
}

/** A knockout between window places: the first half against the second, the earlier place winning ties. */
interface Tournament {
  readonly max: tf.Tensor;
  readonly first?: Tournament;
  readonly second?: Tournament;
}

function tournament(places: readonly tf.Tensor[]): Tournament {
  if (places.length === 1) return { max: places[0]! };
  const half = places.length >> 1;
  const first = tournament(places.slice(0, half));
  const second = tournament(places.slice(half));
  return { max: tf.maximum(first.max, second.max), first, second };
}

function share(dy: tf.Tensor, { first, second }: Tournament): tf.Tensor[] {
  if (first === undefined || second === undefined) return [dy];
  const firstWins = tf.cast(tf.greaterEqual(first.max, second.max), 'float32');
  const toFirst = tf.mul(dy, firstWins);
  return [...share(toFirst, first), ...share(tf.sub(dy, toFirst), second)];
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

import { poolGeometry, type PoolAttributes, type PoolGeometry } from '../../../ops/pool-geometry.js';
import { arithmetic } from '../arithmetic-rules.js';
import type { Graph, Value } from '../graph.js';
import { pad, reshape, slice } from '../shape-rules.js';
import type { KernelFamily } from './types.js';

/** Pooling as elementwise work on shifted slices: the same slices that the gradients compare, so they are cut once. */
export const poolingKernels: KernelFamily = {
  MaxPool: (graph, { x }, attributes) => {
    const geometry = poolGeometry(x!.shape, attributes as unknown as PoolAttributes);
    return knockout(graph, places(graph, x!, geometry, -3.4e38));
  },
  AvgPool: (graph, { x }, attributes) => {
    const geometry = poolGeometry(x!.shape, attributes as unknown as PoolAttributes);
    const sum = places(graph, x!, geometry, 0).reduce((total, place) => arithmetic(graph, 'Add', total, place));
    return arithmetic(graph, 'Mul', sum, inverseCounts(graph, geometry));
  },
};

/** Pairwise maxima in the order of `pool-backward.ts`. */
function knockout(graph: Graph, values: readonly Value[]): Value {
  if (values.length === 1) return values[0]!;
  const half = values.length >> 1;
  return arithmetic(graph, 'Max', knockout(graph, values.slice(0, half)), knockout(graph, values.slice(half)));
}

/** As `windowPlaces` of the primitives does it, so that both give the same nodes. */
function places(graph: Graph, x: Value, { axes }: PoolGeometry, fill: number): Value[] {
  const paddings = x.shape.map((): [number, number] => [0, 0]);
  for (const { axis, padBefore, padAfter } of axes) paddings[axis] = [padBefore, padAfter];
  let parts = [pad(graph, x, paddings, fill)];
  for (const { axis, size, stride, outputLength } of axes) {
    if (size === 1 && stride === 1) continue;
    parts = parts.flatMap((part) => placesAlong(graph, part, axis, size, stride, outputLength));
  }
  return parts;
}

function placesAlong(graph: Graph, x: Value, axis: number, size: number, stride: number, count: number): Value[] {
  const blockCount = count + Math.ceil(size / stride) - 1;
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const missing = Math.max(0, blockCount * stride - x.shape[axis]!);
  const padded = pad(
    graph,
    x,
    x.shape.map((_, i) => [0, i === axis ? missing : 0] as const),
  );
  const whole = sliceAxis(graph, padded, axis, 0, blockCount * stride);
  const blocks = reshape(graph, whole, [...before, blockCount, stride, ...after]);
  return Array.from({ length: size }, (_, place) => {
    const column = reshape(graph, sliceAxis(graph, blocks, axis + 1, place % stride, 1), [
      ...before,
      blockCount,
      ...after,
    ]);
    return sliceAxis(graph, column, axis, Math.floor(place / stride), count);
  });
}

function sliceAxis(graph: Graph, x: Value, axis: number, start: number, length: number): Value {
  return slice(
    graph,
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((size, i) => (i === axis ? length : size)),
  );
}

function inverseCounts(graph: Graph, { axes }: PoolGeometry): Value {
  const [rows, columns] = axes.map(({ size, stride, padBefore, inputLength, outputLength }) =>
    Array.from({ length: outputLength }, (_, i) => {
      const start = i * stride - padBefore;
      return Math.min(start + size, inputLength) - Math.max(start, 0);
    }),
  ) as [number[], number[]];
  const data = Float32Array.from(rows.flatMap((r) => columns.map((c) => 1 / (r * c))));
  return graph.constant(data, [1, rows.length, columns.length, 1], 'float32');
}

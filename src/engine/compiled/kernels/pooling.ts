import { poolGeometry, type PoolAttributes, type PoolGeometry } from '../../../ops/pool-geometry.js';
import { arithmetic } from '../arithmetic-rules.js';
import type { Graph, Value } from '../graph.js';
import { pad, slice } from '../shape-rules.js';
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

function places(graph: Graph, x: Value, { axes }: PoolGeometry, fill: number): Value[] {
  const paddings = x.shape.map((): [number, number] => [0, 0]);
  for (const { axis, padBefore, padAfter } of axes) paddings[axis] = [padBefore, padAfter];
  let parts = [pad(graph, x, paddings, fill)];
  for (const { axis, size, stride, outputLength } of axes) {
    if (size === 1 && stride === 1) continue;
    parts = parts.flatMap((part) =>
      Array.from({ length: size }, (_, start) =>
        slice(
          graph,
          part,
          part.shape.map((_size, i) => (i === axis ? start : 0)),
          part.shape.map((length, i) => (i === axis ? outputLength : length)),
          part.shape.map((_size, i) => (i === axis ? stride : 1)),
        ),
      ),
    );
  }
  return parts;
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

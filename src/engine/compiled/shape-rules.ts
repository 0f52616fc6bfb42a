import { integersOf, nodeOf, sameShape, sizeOf, splatOf, type Graph, type Value } from './graph.js';

/** Operators that only move data, with the rules that make them vanish where they can. */

export function reshape(graph: Graph, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(repeated, shape, x.dtype);
  const inner = nodeOf(x, 'Reshape');
  if (inner !== undefined) return reshape(graph, inner.inputs[0]!, shape);
  return graph.node('Reshape', [x, graph.integers(shape)], shape, x.dtype);
}

export function transpose(graph: Graph, x: Value, permutation: readonly number[]): Value {
  const shape = permutation.map((axis) => x.shape[axis]!);
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(repeated, shape, x.dtype);
  // Axes of size 1 move freely: if the others keep their order, no number moves.
  const moved = permutation.filter((axis) => x.shape[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || axis > moved[i - 1]!)) return reshape(graph, x, shape);
  const inner = nodeOf(x, 'Transpose');
  if (inner !== undefined) {
    const first = inner.attributes['perm'] as readonly number[];
    return transpose(
      graph,
      inner.inputs[0]!,
      permutation.map((axis) => first[axis]!),
    );
  }
  return graph.node('Transpose', [x], shape, x.dtype, { perm: permutation });
}

/** x[begin : begin + size : step] on every axis. */
export function slice(
  graph: Graph,
  x: Value,
  begin: readonly number[],
  size: readonly number[],
  step?: readonly number[],
): Value {
  if (sameShape(x.shape, size) && begin.every((b) => b === 0)) return x;
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(repeated, size, x.dtype);
  const steps = step ?? size.map(() => 1);
  const end = size.map((s, axis) => begin[axis]! + (s - 1) * steps[axis]! + 1);
  const padded = nodeOf(x, 'Pad');
  if (padded !== undefined) {
    const before = integersOf(padded.inputs[1]!).slice(0, size.length);
    const source = padded.inputs[0]!;
    // A slice that lies within what was padded does not see the padding.
    if (size.every((_, axis) => begin[axis]! >= before[axis]! && end[axis]! <= before[axis]! + source.shape[axis]!)) {
      return slice(
        graph,
        source,
        begin.map((b, axis) => b - before[axis]!),
        size,
        step,
      );
    }
  }
  const axes = size
    .map((_, axis) => axis)
    .filter((axis) => begin[axis] !== 0 || steps[axis] !== 1 || size[axis] !== x.shape[axis]);
  const inputs = [
    x,
    graph.integers(axes.map((axis) => begin[axis]!)),
    graph.integers(axes.map((axis) => end[axis]!)),
    graph.integers(axes),
    graph.integers(axes.map((axis) => steps[axis]!)),
  ];
  return graph.node('Slice', inputs, size, x.dtype);
}

export function pad(graph: Graph, x: Value, paddings: readonly (readonly [number, number])[], fill = 0): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
  if (splatOf(x) === fill) return graph.splat(fill, shape, x.dtype);
  const list = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  return graph.node('Pad', [x, graph.integers(list), graph.splat(fill, [], x.dtype)], shape, x.dtype, {
    mode: 'constant',
  });
}

export function concat(graph: Graph, values: readonly Value[], axis: number): Value {
  const parts = values.filter((value) => value.shape[axis] !== 0);
  if (parts.length === 1) return parts[0]!;
  const shape = [...parts[0]!.shape];
  shape[axis] = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
  return graph.node('Concat', parts, shape, parts[0]!.dtype, { axis });
}

/** Repeats axes of size 1 up to `shape`. */
export function expand(graph: Graph, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(repeated, shape, x.dtype);
  if (sizeOf(x.shape) === sizeOf(shape)) return reshape(graph, x, shape);
  const inner = nodeOf(x, 'Expand');
  const source = inner === undefined ? x : inner.inputs[0]!;
  return graph.node('Expand', [source, graph.integers(shape)], shape, x.dtype);
}

/** Numpy's broadcasting, which ONNX and TensorFlow share. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    return left === 1 ? right : left;
  });
}

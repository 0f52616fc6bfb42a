import { ShapeError } from '../../errors.js';
import { integersOf, nodeOf, sameShape, sizeOf, splatOf, type Graph, type Value } from './graph.js';
import { reshapeBelow, toSourceAxes, transposed } from './layout-rules.js';

// Operators that only move data, and the rules that remove or merge them.

/**
 * Appends a reshape. Removes it where it has no effect, merges it with others, and moves it before transpositions
 * and padding.
 */
export function reshape(graph: Graph, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(repeated, shape, x.dtype);
  const inner = nodeOf(x, 'Reshape');
  if (inner !== undefined) return reshape(graph, inner.inputs[0]!, shape);
  const moved = transposed(x);
  const below = moved && reshapeBelow(moved, x.shape, shape);
  if (moved !== undefined && below !== undefined) {
    return transpose(graph, reshape(graph, moved.source, below.shape), below.permutation);
  }
  const padded = nodeOf(x, 'Pad');
  if (padded !== undefined) {
    // Axes of size 1 are added or dropped before the padding, so that later slices still find the padding.
    const match = matchAxes(x.shape, shape);
    const list = integersOf(padded.inputs[1]!);
    const source = padded.inputs[0]!;
    if (match !== undefined && x.shape.every((size, axis) => size !== 1 || source.shape[axis] === 1)) {
      const fill = splatOf(padded.inputs[2]!)!;
      const sourceShape = shape.map((_, axis) => (match[axis] === undefined ? 1 : source.shape[match[axis]]!));
      const paddings = shape.map((_, axis): [number, number] =>
        match[axis] === undefined ? [0, 0] : [list[match[axis]]!, list[x.shape.length + match[axis]]!],
      );
      return pad(graph, reshape(graph, source, sourceShape), paddings, fill);
    }
  }
  return graph.node('Reshape', [x, graph.integers(shape)], shape, x.dtype);
}

/** Appends a transposition: axis i of the result is axis `permutation[i]` of x. */
export function transpose(graph: Graph, x: Value, permutation: readonly number[]): Value {
  const shape = permutation.map((axis) => x.shape[axis]!);
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(repeated, shape, x.dtype);
  // If all axes other than those of size 1 keep their order, no element moves: a reshape is enough.
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
  const expanded = nodeOf(x, 'Expand');
  if (expanded !== undefined) {
    const source = expanded.inputs[0]!;
    const raised = reshape(graph, source, [
      ...new Array<number>(x.shape.length - source.shape.length).fill(1),
      ...source.shape,
    ]);
    return expand(graph, transpose(graph, raised, permutation), shape);
  }
  return graph.node('Transpose', [x], shape, x.dtype, { perm: permutation });
}

/** Appends a slice: on every axis `size` elements from `begin` on, `step` apart. */
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
  const layout = transposed(x);
  if (layout !== undefined) {
    const { source, permutation } = layout;
    const at = (list: readonly number[]): number[] => toSourceAxes(list, permutation);
    return transpose(graph, slice(graph, source, at(begin), at(size), at(steps)), permutation);
  }
  const end = size.map((s, axis) => begin[axis]! + (s - 1) * steps[axis]! + 1);
  const padded = nodeOf(x, 'Pad');
  if (padded !== undefined) {
    const before = integersOf(padded.inputs[1]!).slice(0, size.length);
    const source = padded.inputs[0]!;
    // A slice that lies within the source does not need the padding.
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
  const moved = sliceBeforeReshape(graph, x, begin, size, steps) ?? sliceBeforeArithmetic(graph, x, begin, size, steps);
  if (moved !== undefined) return moved;
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

/**
 * Matches two shapes that differ only in axes of size 1.
 * @returns for each axis of `to` its axis of `from`, none for size 1; undefined if the shapes differ otherwise
 */
function matchAxes(from: readonly number[], to: readonly number[]): (number | undefined)[] | undefined {
  const real = from.map((_, axis) => axis).filter((axis) => from[axis] !== 1);
  let next = 0;
  const match = to.map((size) => (size === 1 ? undefined : real[next++]));
  const fits =
    next === real.length && to.every((size, axis) => match[axis] === undefined || from[match[axis]] === size);
  return fits ? match : undefined;
}

/** Slices before a reshape that only adds or drops axes of size 1. */
function sliceBeforeReshape(
  graph: Graph,
  x: Value,
  begin: readonly number[],
  size: readonly number[],
  steps: readonly number[],
): Value | undefined {
  const source = nodeOf(x, 'Reshape')?.inputs[0];
  if (source === undefined) return undefined;
  const match = matchAxes(x.shape, source.shape);
  if (match === undefined) return undefined;
  const at = <T>(list: readonly T[], other: T): T[] => match.map((axis) => (axis === undefined ? other : list[axis]!));
  return reshape(graph, slice(graph, source, at(begin, 0), at(size, 1), at(steps, 1)), size);
}

/** Elementwise operators that can be applied after a slice of their operands instead of before it. */
const SLICED_BEFORE = new Set(['Add', 'Sub', 'Mul', 'Div']);

/** Slices the operands of an elementwise operator instead of its result, if that copies no large tensor. */
function sliceBeforeArithmetic(
  graph: Graph,
  x: Value,
  begin: readonly number[],
  size: readonly number[],
  steps: readonly number[],
): Value | undefined {
  if (x.origin.kind !== 'node' || !SLICED_BEFORE.has(x.origin.node.op) || !isFreeToSlice(x, begin, size, steps))
    return undefined;
  const { op, inputs } = x.origin.node;
  const operands = inputs.map((input) => {
    const offset = x.shape.length - input.shape.length;
    const sizes = input.shape.map((length, axis) => (length === 1 ? 1 : size[axis + offset]!));
    const begins = input.shape.map((length, axis) => (length === 1 ? 0 : begin[axis + offset]!));
    return slice(graph, input, begins, sizes, steps.slice(offset));
  });
  return graph.node(op, operands, size, x.dtype);
}

/**
 * Whether slicing a value copies no large intermediate: inputs, constants, splats, removable padding, and
 * arithmetic on these.
 */
function isFreeToSlice(x: Value, begin: readonly number[], size: readonly number[], steps: readonly number[]): boolean {
  if (x.origin.kind !== 'node') return true;
  const { op, inputs } = x.origin.node;
  if (SLICED_BEFORE.has(op)) {
    return inputs.every((input) => {
      const offset = size.length - input.shape.length;
      const untouched = input.shape.every((length, axis) => length === 1 || length === size[axis + offset]);
      return untouched || isFreeToSlice(input, begin.slice(offset), size.slice(offset), steps.slice(offset));
    });
  }
  if (op !== 'Pad') return false;
  const before = integersOf(inputs[1]!);
  return size.every((length, axis) => {
    const start = begin[axis]! - before[axis]!;
    return start >= 0 && start + (length - 1) * steps[axis]! < inputs[0]!.shape[axis]!;
  });
}

/** Appends padding with `fill`: for each axis, the numbers of elements before and after. */
export function pad(graph: Graph, x: Value, paddings: readonly (readonly [number, number])[], fill = 0): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
  if (splatOf(x) === fill) return graph.splat(fill, shape, x.dtype);
  const layout = transposed(x);
  if (layout !== undefined) {
    const { source, permutation } = layout;
    return transpose(graph, pad(graph, source, toSourceAxes(paddings, permutation), fill), permutation);
  }
  const list = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  return graph.node('Pad', [x, graph.integers(list), graph.splat(fill, [], x.dtype)], shape, x.dtype, {
    mode: 'constant',
  });
}

/** Merges consecutive values that are adjacent slices of one source into one slice. */
function mergeAdjacentSlices(graph: Graph, values: readonly Value[], axis: number): Value[] {
  const joined: Value[] = [];
  let current: { readonly source: Value; readonly begin: readonly number[]; end: number } | undefined;
  for (const value of values) {
    const cut = sliceAlong(value, axis);
    if (
      current !== undefined &&
      cut !== undefined &&
      current.source === cut.source &&
      current.end === cut.begin[axis]
    ) {
      current.end += value.shape[axis]!;
      const size = value.shape.map((length, i) => (i === axis ? current!.end - current!.begin[axis]! : length));
      joined[joined.length - 1] = slice(graph, current.source, current.begin, size);
    } else {
      joined.push(value);
      current = cut && { ...cut, end: cut.begin[axis]! + value.shape[axis]! };
    }
  }
  return joined;
}

/** Source and start of a slice along the given axis only, with step 1; undefined for any other value. */
function sliceAlong(value: Value, axis: number): { source: Value; begin: readonly number[] } | undefined {
  const node = nodeOf(value, 'Slice');
  if (node === undefined) return undefined;
  const [source, begins, , axes, steps] = node.inputs as [Value, Value, Value, Value, Value];
  const [only, ...others] = integersOf(axes);
  if (only !== axis || others.length > 0 || integersOf(steps)[0] !== 1) return undefined;
  return { source, begin: value.shape.map((_, i) => (i === axis ? integersOf(begins)[0]! : 0)) };
}

/** Appends a concatenation along an axis. */
export function concat(graph: Graph, values: readonly Value[], axis: number): Value {
  const operands = mergeAdjacentSlices(
    graph,
    values.filter((value) => value.shape[axis] !== 0),
    axis,
  );
  if (operands.length === 1) return operands[0]!;
  const layouts = operands.map(transposed);
  const permutation = layouts[0]?.permutation;
  if (
    permutation !== undefined &&
    layouts.every((layout) => layout !== undefined && sameShape(layout.permutation, permutation))
  ) {
    const sources = layouts.map((layout) => layout!.source);
    return transpose(graph, concat(graph, sources, permutation[axis]!), permutation);
  }
  const shape = [...operands[0]!.shape];
  shape[axis] = operands.reduce((sum, operand) => sum + operand.shape[axis]!, 0);
  return graph.node('Concat', operands, shape, operands[0]!.dtype, { axis });
}

/** Appends an expansion: broadcasts x to `shape`. */
export function expand(graph: Graph, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(repeated, shape, x.dtype);
  if (sizeOf(x.shape) === sizeOf(shape)) return reshape(graph, x, shape);
  const inner = nodeOf(x, 'Expand');
  const source = inner === undefined ? x : inner.inputs[0]!;
  return graph.node('Expand', [source, graph.integers(shape)], shape, x.dtype);
}

/**
 * The shape of two broadcast operands, by NumPy's rules, which ONNX and TensorFlow share.
 * @throws ShapeError if they cannot be broadcast
 */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1)
      throw new ShapeError(`cannot broadcast operands of shapes [${a.join(', ')}] and [${b.join(', ')}]`);
    return left === 1 ? right : left;
  });
}

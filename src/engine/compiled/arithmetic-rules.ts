import {
  integersOf,
  nodeOf,
  sameShape,
  sizeOf,
  splatOf,
  type Attribute,
  type ElementType,
  type Graph,
  type Value,
} from './graph.js';
import { commonLayout, transposed } from './layout-rules.js';
import { broadcastShape, concat, expand, pad, reshape, slice, transpose } from './shape-rules.js';

type Binary = 'Add' | 'Sub' | 'Mul' | 'Div' | 'Max' | 'Min' | 'Pow';

const FOLD: Readonly<Record<Binary, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: Math.max,
  Min: Math.min,
  Pow: Math.pow,
};

/**
 * Elementwise arithmetic with the algebra of repeated numbers: automatic differentiation multiplies by ones and adds zeros a lot.
 * x * 0 = 0 is taken to hold for every x: the zeros are derivatives that do not exist, not data.
 */
export function arithmetic(graph: Graph, op: Binary, a: Value, b: Value): Value {
  const shape = broadcastShape(a.shape, b.shape);
  const left = splatOf(a);
  const right = splatOf(b);
  if (left !== undefined && right !== undefined && a.dtype === 'float32') {
    return graph.splat(Math.fround(FOLD[op](left, right)), shape, a.dtype);
  }
  if (op === 'Mul' && (left === 0 || right === 0)) return graph.splat(0, shape, a.dtype);
  if (op === 'Div' && left === 0) return graph.splat(0, shape, a.dtype);
  if ((op === 'Add' && right === 0) || (op === 'Sub' && right === 0)) return expand(graph, a, shape);
  if (((op === 'Mul' || op === 'Div') && right === 1) || (op === 'Pow' && right === 1)) return expand(graph, a, shape);
  if (op === 'Add' && left === 0) return expand(graph, b, shape);
  if (op === 'Mul' && left === 1) return expand(graph, b, shape);
  if (op === 'Sub' && left === 0 && sameShape(b.shape, shape)) return elementwiseNode(graph, 'Neg', b, b.dtype);
  if (op === 'Add') {
    const joined = sumOfNeighbours(graph, a, b);
    if (joined !== undefined) return joined;
  }
  return (
    scaledBelowExpand(graph, op, a, b) ??
    (op === 'Mul' ? scaledOnce(graph, a, b) : undefined) ??
    broadcastNode(graph, op, a, b, a.dtype)
  );
}

/** A number meets an expanded tensor: the arithmetic is done before the expansion. */
function scaledBelowExpand(graph: Graph, op: Binary, a: Value, b: Value): Value | undefined {
  const left = nodeOf(a, 'Expand');
  const right = nodeOf(b, 'Expand');
  if (left !== undefined && splatOf(b) !== undefined && sameShape(broadcastShape(a.shape, b.shape), a.shape)) {
    return expand(graph, arithmetic(graph, op, left.inputs[0]!, graph.splat(splatOf(b)!, [], b.dtype)), a.shape);
  }
  if (right !== undefined && splatOf(a) !== undefined && sameShape(broadcastShape(a.shape, b.shape), b.shape)) {
    return expand(graph, arithmetic(graph, op, graph.splat(splatOf(a)!, [], a.dtype), right.inputs[0]!), b.shape);
  }
  return undefined;
}

/** small * (x * number) = x * (small * number): one pass over the large tensor instead of two. */
function scaledOnce(graph: Graph, a: Value, b: Value): Value | undefined {
  const shape = broadcastShape(a.shape, b.shape);
  for (const [small, product] of [
    [a, b],
    [b, a],
  ] as const) {
    const node = nodeOf(product, 'Mul');
    if (node === undefined || !sameShape(product.shape, shape)) continue;
    const factor = node.inputs.findIndex((input) => splatOf(input) !== undefined);
    const source = nodeOf(small, 'Expand')?.inputs[0] ?? small;
    if (factor === -1 || sizeOf(source.shape) >= sizeOf(product.shape)) continue;
    const number = graph.splat(splatOf(node.inputs[factor]!)!, [], a.dtype);
    return arithmetic(graph, 'Mul', node.inputs[1 - factor]!, arithmetic(graph, 'Mul', source, number));
  }
  return undefined;
}

/** Two tensors padded with zeros that lie side by side along an axis: gradients of slices add up to a concatenation. */
function sumOfNeighbours(graph: Graph, a: Value, b: Value): Value | undefined {
  const left = zeroPadding(a);
  const right = zeroPadding(b);
  if (left === undefined || right === undefined || !sameShape(a.shape, b.shape)) return undefined;
  for (const [first, second] of [
    [left, right],
    [right, left],
  ] as const) {
    const axis = a.shape.findIndex((size, i) => {
      const end = first.paddings[i]![0] + first.source.shape[i]!;
      return second.paddings[i]![0] === end && first.paddings[i]![1] === size - end;
    });
    if (axis === -1) continue;
    const parts = [first, second].map(({ source, paddings }) =>
      pad(
        graph,
        source,
        paddings.map((both, i) => (i === axis ? [0, 0] : both)),
      ),
    );
    const around = a.shape.map((_, i): [number, number] =>
      i === axis ? [first.paddings[i]![0], second.paddings[i]![1]] : [0, 0],
    );
    return pad(graph, concat(graph, parts, axis), around);
  }
  return undefined;
}

function zeroPadding(value: Value): { source: Value; paddings: [number, number][] } | undefined {
  const node = nodeOf(value, 'Pad');
  if (node === undefined || splatOf(node.inputs[2]!) !== 0) return undefined;
  const list = integersOf(node.inputs[1]!);
  const rank = value.shape.length;
  return { source: node.inputs[0]!, paddings: value.shape.map((_, i) => [list[i]!, list[rank + i]!]) };
}

/** A binary operator that broadcasts by itself: operands that were expanded or repeated are handed over small. */
export function broadcastNode(graph: Graph, op: string, a: Value, b: Value, dtype: ElementType): Value {
  const shape = broadcastShape(a.shape, b.shape);
  const left = shrink(graph, a, b.shape, shape);
  const right = shrink(graph, b, left.shape, shape);
  const common = commonLayout([left, right], shape, {
    transpose: (value, permutation) => transpose(graph, value, permutation),
    reshape: (value, to) => reshape(graph, value, to),
  });
  if (common !== undefined) {
    const [first, second] = common.operands as [Value, Value];
    const node = graph.node(op, [first, second], broadcastShape(first.shape, second.shape), dtype);
    return transpose(graph, node, common.permutation);
  }
  return graph.node(op, [left, right], shape, dtype);
}

/** An operator with one operand that treats all positions alike. */
export function elementwiseNode(
  graph: Graph,
  op: string,
  x: Value,
  dtype: ElementType,
  attributes: Readonly<Record<string, Attribute>> = {},
): Value {
  const layout = transposed(x);
  if (layout !== undefined) {
    return transpose(graph, elementwiseNode(graph, op, layout.source, dtype, attributes), layout.permutation);
  }
  const below = nodeOf(x, 'Reshape')?.inputs[0];
  if (below !== undefined) return reshape(graph, elementwiseNode(graph, op, below, dtype, attributes), x.shape);
  return graph.node(op, [x], x.shape, dtype, attributes);
}

/** The smallest form of `value` that still gives `shape` beside an operand of `otherShape`. */
function shrink(graph: Graph, value: Value, otherShape: readonly number[], shape: readonly number[]): Value {
  const repeated = splatOf(value);
  if (repeated !== undefined && sameShape(broadcastShape([], otherShape), shape))
    return graph.splat(repeated, [], value.dtype);
  const expanded = nodeOf(value, 'Expand');
  if (expanded !== undefined) {
    const source = expanded.inputs[0]!;
    if (sameShape(broadcastShape(source.shape, otherShape), shape)) return source;
  }
  return value;
}

/** Sum over axes, kept as size 1; the caller reshapes. */
export function sumOver(graph: Graph, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const repeated = splatOf(x);
  if (repeated !== undefined) {
    const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    return graph.splat(Math.fround(repeated * count), shape, x.dtype);
  }
  if (axes.every((axis) => x.shape[axis] === 1)) return reshape(graph, x, shape);
  const squares = squaresBesidePadding(graph, x, axes);
  if (squares !== undefined) {
    const sums = squares.map((part) => sumOver(graph, part, axes, keepDims));
    return sums.reduce((total, sum) => arithmetic(graph, 'Add', total, sum));
  }
  const layout = transposed(x);
  if (layout !== undefined) {
    const { source, permutation } = layout;
    const sum = sumOver(
      graph,
      source,
      axes.map((axis) => permutation[axis]!).sort((a, b) => a - b),
      true,
    );
    return reshape(graph, transpose(graph, sum, permutation), shape);
  }
  const apart = axes.findIndex((axis, i) => i > 0 && axis !== axes[i - 1]! + 1);
  if (apart !== -1) {
    // ONNX Runtime is fast on axes that lie side by side.
    const outer = sumOver(graph, x, axes.slice(0, apart), true);
    return reshape(graph, sumOver(graph, outer, axes.slice(apart), true), shape);
  }
  if (x.dtype === 'float32' && axes.every((axis, i) => axis === i)) {
    const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    if (count >= SUMMED_BY_PRODUCT) return reshape(graph, sumOfRows(graph, x, count), shape);
  }
  return graph.node('ReduceSum', [x, graph.integers(axes)], shape, x.dtype, { keepdims: keepDims ? 1 : 0 });
}

/**
 * Squares of what differs from something padded, such as the reconstruction of an input whose end no filter sees: those beside the padding and
 * those within, apart, so that nothing is padded. Whatever else is made of the difference slices it again.
 */
function squaresBesidePadding(graph: Graph, x: Value, axes: readonly number[]): Value[] | undefined {
  const square = nodeOf(x, 'Mul')?.inputs;
  if (square === undefined || square[0] !== square[1]) return undefined;
  const [a, b] = nodeOf(square[0]!, 'Sub')?.inputs ?? [];
  if (a === undefined || b === undefined || !sameShape(a.shape, b.shape)) return undefined;
  for (const [padded, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const padding = zeroPadding(padded);
    const paddedAxes = padding?.paddings.flatMap(([before, after], axis) => (before + after > 0 ? [axis] : [])) ?? [];
    const [axis] = paddedAxes;
    if (padding === undefined || paddedAxes.length !== 1 || !axes.includes(axis!)) continue;
    const size = other.shape[axis!]!;
    const [before, after] = padding.paddings[axis!]!;
    const part = (from: number, to: number): Value =>
      slice(
        graph,
        other,
        other.shape.map((_, i) => (i === axis ? from : 0)),
        other.shape.map((whole, i) => (i === axis ? to - from : whole)),
      );
    const within = arithmetic(graph, 'Sub', padding.source, part(before, size - after));
    const beside = [
      [0, before],
      [size - after, size],
    ] as const;
    const outside = beside.filter(([from, to]) => to > from).map(([from, to]) => part(from, to));
    return [within, ...outside].map((value) => arithmetic(graph, 'Mul', value, value));
  }
  return undefined;
}

/** Rows from which on a product with a row of ones is quicker than a reduction; it also adds in blocks, and so loses less to rounding. */
const SUMMED_BY_PRODUCT = 1000;

function sumOfRows(graph: Graph, x: Value, count: number): Value {
  const columns = sizeOf(x.shape) / count;
  const ones = graph.splat(1, [1, count], x.dtype);
  return graph.node('MatMul', [ones, reshape(graph, x, [count, columns])], [1, columns], x.dtype);
}

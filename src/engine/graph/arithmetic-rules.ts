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
import { broadcastShape, concat, expand, pad, reshape, transpose } from './shape-rules.js';

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
 * Appends elementwise arithmetic after simplifying splats, because automatic differentiation often multiplies by
 * ones and adds zeros. x * 0 = 0 is applied to every x, even NaN and infinity: such a zero is a derivative that
 * does not exist, not data.
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
    const concatenation = concatNeighbours(graph, a, b);
    if (concatenation !== undefined) return concatenation;
  }
  return (
    scaleBeforeExpand(graph, op, a, b) ??
    (op === 'Mul' ? mergeScales(graph, a, b) : undefined) ??
    broadcastNode(graph, op, a, b, a.dtype)
  );
}

/** Applies an operation with a splat before an expansion instead of after it. */
function scaleBeforeExpand(graph: Graph, op: Binary, a: Value, b: Value): Value | undefined {
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

/** small * (x * number) = x * (small * number): passes over the large tensor once instead of twice. */
function mergeScales(graph: Graph, a: Value, b: Value): Value | undefined {
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
    // A number that is stored as a larger tensor broadcasts as well.
    if (!sameShape(node.inputs[1 - factor]!.shape, product.shape)) continue;
    const number = graph.splat(splatOf(node.inputs[factor]!)!, [], a.dtype);
    return arithmetic(graph, 'Mul', node.inputs[1 - factor]!, arithmetic(graph, 'Mul', source, number));
  }
  return undefined;
}

/**
 * Turns the sum of two zero-padded tensors into a concatenation if they are adjacent along an axis, as the
 * gradients of two adjacent slices are.
 */
function concatNeighbours(graph: Graph, a: Value, b: Value): Value | undefined {
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
    const blocks = [first, second].map(({ source, paddings }) =>
      pad(
        graph,
        source,
        paddings.map((both, i) => (i === axis ? [0, 0] : both)),
      ),
    );
    const outerPaddings = a.shape.map((_, i): [number, number] =>
      i === axis ? [first.paddings[i]![0], second.paddings[i]![1]] : [0, 0],
    );
    return pad(graph, concat(graph, blocks, axis), outerPaddings);
  }
  return undefined;
}

/** Source and paddings per axis of a tensor that was padded with zeros. */
export function zeroPadding(value: Value): { source: Value; paddings: [number, number][] } | undefined {
  const node = nodeOf(value, 'Pad');
  if (node === undefined || splatOf(node.inputs[2]!) !== 0) return undefined;
  const list = integersOf(node.inputs[1]!);
  const rank = value.shape.length;
  return { source: node.inputs[0]!, paddings: value.shape.map((_, i) => [list[i]!, list[rank + i]!]) };
}

/** Appends a binary operator that broadcasts, and passes operands in their size before an expansion. */
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

/** Appends a unary elementwise operator, below any transposition or reshape of its operand. */
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

/** Returns the smallest form of `value` that still broadcasts to `shape` with an operand of `otherShape`. */
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

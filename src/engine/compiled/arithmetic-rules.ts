import { nodeOf, sameShape, splatOf, type ElementType, type Graph, type Value } from './graph.js';
import { broadcastShape, expand, reshape } from './shape-rules.js';

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
  if (op === 'Sub' && left === 0 && sameShape(b.shape, shape)) return graph.node('Neg', [b], shape, b.dtype);
  return broadcastNode(graph, op, a, b, a.dtype);
}

/** A binary operator that broadcasts by itself: operands that were expanded or repeated are handed over small. */
export function broadcastNode(graph: Graph, op: string, a: Value, b: Value, dtype: ElementType): Value {
  const shape = broadcastShape(a.shape, b.shape);
  const left = shrink(graph, a, b.shape, shape);
  const right = shrink(graph, b, left.shape, shape);
  return graph.node(op, [left, right], shape, dtype);
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
  return graph.node('ReduceSum', [x, graph.integers(axes)], shape, x.dtype, { keepdims: keepDims ? 1 : 0 });
}

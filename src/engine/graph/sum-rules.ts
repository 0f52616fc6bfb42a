import { arithmetic, zeroPadding } from './arithmetic-rules.js';
import { nodeOf, sameShape, sizeOf, splatOf, type Graph, type Value } from './graph.js';
import { transposed } from './layout-rules.js';
import { matrixProduct } from './matrix-products.js';
import { reshape, slice, transpose } from './shape-rules.js';

/** Appends a sum over axes, which `keepDims` keeps with size 1. */
export function sumOver(graph: Graph, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const repeated = splatOf(x);
  if (repeated !== undefined) {
    const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    return graph.splat(Math.fround(repeated * count), shape, x.dtype);
  }
  if (axes.every((axis) => x.shape[axis] === 1)) return reshape(graph, x, shape);
  const squares = squaresWithoutPadding(graph, x, axes);
  if (squares !== undefined) {
    const sums = squares.map((square) => sumOver(graph, square, axes, keepDims));
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
  const gap = axes.findIndex((axis, i) => i > 0 && axis !== axes[i - 1]! + 1);
  if (gap !== -1) {
    // ONNX Runtime is fast on adjacent axes, so others are summed in turn.
    const outer = sumOver(graph, x, axes.slice(0, gap), true);
    return reshape(graph, sumOver(graph, outer, axes.slice(gap), true), shape);
  }
  if (x.dtype === 'float32' && axes.every((axis, i) => axis === i)) {
    const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    if (count >= MIN_ROWS_FOR_PRODUCT) return reshape(graph, sumOfRows(graph, x, count), shape);
  }
  return graph.node('ReduceSum', [x, graph.integers(axes)], shape, x.dtype, { keepdims: keepDims ? 1 : 0 });
}

/**
 * Splits the squares of (x - padded), such as the error of a reconstruction whose last samples no filter covers,
 * into the squares within the padding's source and those opposite the padding, so that no padding is needed. Other
 * uses of the difference slice it again.
 */
function squaresWithoutPadding(graph: Graph, x: Value, axes: readonly number[]): Value[] | undefined {
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
    const sliceOfOther = (from: number, to: number): Value =>
      slice(
        graph,
        other,
        other.shape.map((_, i) => (i === axis ? from : 0)),
        other.shape.map((whole, i) => (i === axis ? to - from : whole)),
      );
    const within = arithmetic(graph, 'Sub', padding.source, sliceOfOther(before, size - after));
    const margins = [
      [0, before],
      [size - after, size],
    ] as const;
    const outside = margins.filter(([from, to]) => to > from).map(([from, to]) => sliceOfOther(from, to));
    return [within, ...outside].map((value) => arithmetic(graph, 'Mul', value, value));
  }
  return undefined;
}

/**
 * Minimum number of rows to sum by a product with a row of ones: it is faster than a reduction, and its blocked
 * sums lose less to rounding.
 */
const MIN_ROWS_FOR_PRODUCT = 1000;

function sumOfRows(graph: Graph, x: Value, count: number): Value {
  const columns = sizeOf(x.shape) / count;
  const ones = graph.splat(1, [1, count], x.dtype);
  return matrixProduct(graph, ones, reshape(graph, x, [count, columns]));
}

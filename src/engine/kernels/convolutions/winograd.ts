import type { Graph, Value } from '../../graph/graph.js';
import { reshape, transpose } from '../../graph/shape-rules.js';
import { alongColumns, alongRows, constantOf, matrixOf, transposedMatrix, type Matrix } from './along-axes.js';
import { isDense, type ConvolutionAxis, type ConvolutionGeometry } from './geometry.js';
import type { ConvolutionMethod } from './method.js';
import { MAX_PRODUCTS, toomCook } from './toom-cook.js';

/**
 * Winograd's minimal filtering (Lavin and Gray, 2016), written as matrix products. Along each axis, outputs are
 * split into tiles of m. A constant matrix transforms a tile of n = m + r - 1 inputs to n numbers, which are
 * multiplied by the n numbers of the transformed filter (summing over channels); a third matrix transforms the
 * products to m outputs. One matrix per axis transforms all its tiles, and leaves out the padding:
 *
 *   X = In x In'   [n, tiles, n', tiles', B, C]       In [n tiles, H], In' [n' tiles', W]
 *   M = X U        one product [tiles' B, C] . [C, F] for each of the n n' points (and each row of tiles)
 *   y = Out M Out' [H', W', B, F]                     Out [H', n tiles]
 *
 * Every step is linear, so gradients are transposed products: the input gradient uses Out^T, U^T and In^T, the
 * filter gradient a product of X and Out^T dy Out'^T. A training step computes each transformation once, however
 * many products use it.
 */
export const winograd: ConvolutionMethod = {
  forward(graph, x, filter, geometry) {
    const plan = planOf(geometry);
    const products = multiply(graph, transformed(graph, x, plan, 'input'), transformedFilter(graph, filter, plan));
    return transformedBack(graph, products, plan, 'output');
  },
  inputGradient(graph, dy, filter, geometry) {
    const plan = planOf(geometry);
    const transposed = swapLast(graph, transformedFilter(graph, filter, plan));
    const products = multiply(graph, transformed(graph, dy, plan, 'output'), transposed);
    return transformedBack(graph, products, plan, 'input');
  },
  filterGradient(graph, x, dy, geometry) {
    const plan = planOf(geometry);
    const left = swapLast(graph, transformed(graph, x, plan, 'input'));
    const products = multiply(graph, left, transformed(graph, dy, plan, 'output')); // [n, tiles, n', C, F]
    const [n, tiles, across, channels, filters] = products.shape as [number, number, number, number, number];
    const sums =
      tiles === 1
        ? products
        : graph.node('ReduceSum', [products, graph.integers([1])], [n, across, channels, filters], dy.dtype, {
            keepdims: 0,
          });
    const flat = reshape(graph, sums, [n * across, channels * filters]);
    const dw = graph.node(
      'MatMul',
      [constantOf(graph, transposedMatrix(filterMatrix(plan))), flat],
      [plan.rows.filterLength * plan.columns.filterLength, channels * filters],
      dy.dtype,
    );
    return reshape(graph, dw, [plan.rows.filterLength, plan.columns.filterLength, channels, filters]);
  },
};

/** Tiles along one axis. */
interface AxisPlan extends ConvolutionAxis {
  /** Outputs of a tile. */
  readonly m: number;
  /** Products of a tile, m + r - 1. */
  readonly n: number;
  readonly tiles: number;
}

interface Plan {
  readonly batchSize: number;
  readonly rows: AxisPlan;
  readonly columns: AxisPlan;
}

/**
 * Cost of preparing the right operand of a product, in tiles per example that could be multiplied in the same time:
 * some 20 rows at a micro-batch of 25 examples. Independent of the actual batch size, so that an example's results
 * do not depend on it.
 */
const TILES_PER_MATRIX = 0.8;

/**
 * Chooses the tile sizes with the fewest multiplications; of equal ones the smallest, with the lowest rounding
 * error.
 */
function planOf(geometry: ConvolutionGeometry): Plan {
  const { batchSize } = geometry;
  const plans = tilings(geometry.rows).flatMap((rows) =>
    tilings(geometry.columns).map((columns) => ({ batchSize, rows, columns })),
  );
  const work = (plan: Plan): number => multiplications(plan, geometry, TILES_PER_MATRIX);
  return plans.reduce((best, plan) => (work(plan) < work(best) ? plan : best));
}

/** All tilings of an axis with two or more outputs per tile. */
function tilings(axis: ConvolutionAxis): AxisPlan[] {
  const { outputLength, filterLength } = axis;
  return Array.from({ length: MAX_PRODUCTS - filterLength }, (_, i) => {
    const m = i + 2;
    return { ...axis, m, n: m + filterLength - 1, tiles: Math.ceil(outputLength / m) };
  });
}

/**
 * Counts the multiplications of a training step for one example.
 * @param tilesPerMatrix tiles to add for each right operand of a product
 */
function multiplications(
  { rows, columns }: Plan,
  { inputChannels, outputChannels }: ConvolutionGeometry,
  tilesPerMatrix = 0,
): number {
  const [high, wide] = [rows.n * rows.tiles, columns.n * columns.tiles];
  const transform = (height: number, width: number): number => high * height * width + high * wide * width;
  // Forward pass, inverse, tangent and joint backward pass transform in both directions once each; filter gradients
  // reuse those.
  const transforms =
    4 *
    (inputChannels * transform(rows.inputLength, columns.inputLength) +
      outputChannels * transform(rows.outputLength, columns.outputLength));
  const products = 6 * high * (wide + columns.n * tilesPerMatrix) * inputChannels * outputChannels;
  return transforms + products;
}

/** Multiplications of a training step by this method relative to a direct convolution: below 1 it needs fewer. */
export function winogradCost(geometry: ConvolutionGeometry): number {
  const { rows, columns, inputChannels, outputChannels } = geometry;
  const isSuited =
    isDense(geometry) &&
    [rows, columns].every(({ filterLength }) => filterLength > 1 && filterLength + 1 < MAX_PRODUCTS);
  if (!isSuited) return Infinity;
  const taps = rows.filterLength * columns.filterLength * rows.outputLength * columns.outputLength;
  return multiplications(planOf(geometry), geometry) / (6 * taps * inputChannels * outputChannels);
}

type Side = 'input' | 'output';

/** Transforms [H, W, B, C] to [n, tiles, n', tiles' B, C]: inputs by In, gradients of outputs by Out^T. */
function transformed(graph: Graph, x: Value, { rows, columns, batchSize }: Plan, side: Side): Value {
  const matrix = (axis: AxisPlan): Matrix =>
    side === 'input' ? inputMatrix(axis) : transposedMatrix(outputMatrix(axis));
  const changed = alongColumns(graph, matrix(columns), alongRows(graph, matrix(rows), x));
  return reshape(graph, changed, [rows.n, rows.tiles, columns.n, columns.tiles * batchSize, x.shape[3]!]);
}

/** Transforms products back: to outputs by Out, to gradients of inputs by In^T. */
function transformedBack(graph: Graph, products: Value, { rows, columns, batchSize }: Plan, side: Side): Value {
  const matrix = (axis: AxisPlan): Matrix =>
    side === 'output' ? outputMatrix(axis) : transposedMatrix(inputMatrix(axis));
  const flat = reshape(graph, products, [
    rows.n * rows.tiles,
    columns.n * columns.tiles,
    batchSize,
    products.shape[4]!,
  ]);
  return alongRows(graph, matrix(rows), alongColumns(graph, matrix(columns), flat));
}

/** Transforms a filter [KH, KW, C, F] to [n, 1, n', C, F]. */
function transformedFilter(graph: Graph, filter: Value, plan: Plan): Value {
  const [height, width, channels, filters] = filter.shape as [number, number, number, number];
  const flat = reshape(graph, filter, [height * width, channels * filters]);
  const { rows, columns } = plan;
  const product = graph.node(
    'MatMul',
    [constantOf(graph, filterMatrix(plan)), flat],
    [rows.n * columns.n, channels * filters],
    filter.dtype,
  );
  return reshape(graph, product, [rows.n, 1, columns.n, channels, filters]);
}

/** In: row (k, t) holds the coefficients of product k of tile t. */
function inputMatrix({ m, n, tiles, inputLength, filterLength, padBefore }: AxisPlan): Matrix {
  const { input } = toomCook(m, filterLength);
  return matrixOf(n * tiles, inputLength, (row, position) => {
    const within = position + padBefore - (row % tiles) * m;
    return within >= 0 && within < n ? input.data[Math.floor(row / tiles) * n + within]! : 0;
  });
}

function outputMatrix({ m, n, tiles, outputLength, filterLength }: AxisPlan): Matrix {
  const { output } = toomCook(m, filterLength);
  return matrixOf(outputLength, n * tiles, (position, column) =>
    column % tiles === Math.floor(position / m) ? output.data[(position % m) * n + Math.floor(column / tiles)]! : 0,
  );
}

/** The filter's transformation along both axes, [n n', KH KW]. */
function filterMatrix({ rows, columns }: Plan): Matrix {
  const down = toomCook(rows.m, rows.filterLength).filter;
  const across = toomCook(columns.m, columns.filterLength).filter;
  return matrixOf(rows.n * columns.n, rows.filterLength * columns.filterLength, (point, tap) => {
    const vertical = Math.floor(point / columns.n) * down.columns + Math.floor(tap / across.columns);
    const horizontal = (point % columns.n) * across.columns + (tap % across.columns);
    return down.data[vertical]! * across.data[horizontal]!;
  });
}

/** Batched matrix product over the leading axes; an operand with a single row of tiles is broadcast to all. */
function multiply(graph: Graph, a: Value, b: Value): Value {
  const shape = [a.shape[0]!, a.shape[1]!, a.shape[2]!, a.shape[3]!, b.shape[4]!];
  return graph.node('MatMul', [a, b], shape, a.dtype);
}

function swapLast(graph: Graph, x: Value): Value {
  return transpose(graph, x, [0, 1, 2, 4, 3]);
}

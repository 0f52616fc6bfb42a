import type { Graph, Value } from '../../graph/graph.js';
import { matrixProduct } from '../../graph/matrix-products.js';
import { reshape, transpose } from '../../graph/shape-rules.js';
import { alongColumns, alongRows, matrixOf, transposedMatrix, type Matrix } from './along-axes.js';
import { isDense, type ConvolutionAxis, type ConvolutionGeometry } from './geometry.js';
import type { ConvolutionMethod } from './method.js';

/**
 * For few channels, as images have: the window of every output is laid out as a column (im2col), and the filter is one matrix product.
 * Columns are picked by matrices of zeros and ones along each axis, so that their transposes put derivatives back.
 *
 *   columns [KH KW C, H' W' B],  y = columns^T w,  dw = columns dy,  d columns = w dy^T
 */
export const patches: ConvolutionMethod = {
  forward(graph, x, filter, geometry) {
    const { outputChannels, rows, columns, batchSize } = geometry;
    const picked = pick(graph, x, geometry);
    const y = matrixProduct(graph, picked, flatFilter(graph, filter), { transA: true });
    return reshape(graph, y, [rows.outputLength, columns.outputLength, batchSize, outputChannels]);
  },
  inputGradient(graph, dy, filter, geometry) {
    const dPicked = matrixProduct(graph, flatFilter(graph, filter), flatOutput(graph, dy), { transB: true });
    return putBack(graph, dPicked, geometry);
  },
  filterGradient(graph, x, dy, geometry) {
    const { rows, columns, inputChannels, outputChannels } = geometry;
    const picked = pick(graph, x, geometry);
    const dw = matrixProduct(graph, picked, flatOutput(graph, dy));
    return reshape(graph, dw, [rows.filterLength, columns.filterLength, inputChannels, outputChannels]);
  },
};

/** Longest column that is worth its memory. */
const LONGEST_COLUMN = 80;

/** Whether windows are small enough to be laid out. */
export function areSmallPatches(geometry: ConvolutionGeometry): boolean {
  const { rows, columns, inputChannels } = geometry;
  return isDense(geometry) && rows.filterLength * columns.filterLength * inputChannels <= LONGEST_COLUMN;
}

/** [H, W, B, C] to [KH KW C, H' W' B]. */
function pick(graph: Graph, x: Value, { rows, columns, batchSize, inputChannels }: ConvolutionGeometry): Value {
  const channelsOutside = transpose(graph, x, [0, 3, 1, 2]); // [H, C, W, B]
  const down = alongRows(graph, selection(rows), channelsOutside); // [KH H', C, W, B]
  const flat = reshape(graph, down, [down.shape[0]! * inputChannels, columns.inputLength, batchSize]);
  const across = alongColumns(graph, selection(columns), flat); // [KH H' C, KW W', B]
  const apart = reshape(graph, across, [
    rows.filterLength,
    rows.outputLength,
    inputChannels,
    columns.filterLength,
    columns.outputLength,
    batchSize,
  ]);
  const sorted = transpose(graph, apart, [0, 3, 2, 1, 4, 5]);
  return reshape(graph, sorted, [
    rows.filterLength * columns.filterLength * inputChannels,
    rows.outputLength * columns.outputLength * batchSize,
  ]);
}

/** The transpose of `pick`. */
function putBack(graph: Graph, picked: Value, { rows, columns, batchSize, inputChannels }: ConvolutionGeometry): Value {
  const sorted = reshape(graph, picked, [
    rows.filterLength,
    columns.filterLength,
    inputChannels,
    rows.outputLength,
    columns.outputLength,
    batchSize,
  ]);
  const apart = transpose(graph, sorted, [0, 3, 2, 1, 4, 5]); // [KH, H', C, KW, W', B]
  const flat = reshape(graph, apart, [
    rows.filterLength * rows.outputLength * inputChannels,
    columns.filterLength * columns.outputLength,
    batchSize,
  ]);
  const across = alongColumns(graph, transposedMatrix(selection(columns)), flat);
  const down = reshape(graph, across, [
    rows.filterLength * rows.outputLength,
    inputChannels,
    columns.inputLength,
    batchSize,
  ]);
  return transpose(graph, alongRows(graph, transposedMatrix(selection(rows)), down), [0, 2, 3, 1]);
}

/** Row (k, i) picks what filter entry k meets at output i; padding is picked from nowhere. */
function selection({ filterLength, outputLength, inputLength, padBefore }: ConvolutionAxis): Matrix {
  return matrixOf(filterLength * outputLength, inputLength, (row, position) =>
    Number(position + padBefore === Math.floor(row / outputLength) + (row % outputLength)),
  );
}

function flatFilter(graph: Graph, filter: Value): Value {
  const [height, width, channels, filters] = filter.shape as [number, number, number, number];
  return reshape(graph, filter, [height * width * channels, filters]);
}

function flatOutput(graph: Graph, dy: Value): Value {
  const [height, width, batch, filters] = dy.shape as [number, number, number, number];
  return reshape(graph, dy, [height * width * batch, filters]);
}

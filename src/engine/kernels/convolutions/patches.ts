import type { Graph, Value } from '../../graph/graph.js';
import { matrixProduct } from '../../graph/matrix-products.js';
import { reshape, transpose } from '../../graph/shape-rules.js';
import { alongColumns, alongRows, matrixOf, transposedMatrix, type Matrix } from './along-axes.js';
import { isDense, type ConvolutionAxis, type ConvolutionGeometry } from './geometry.js';
import type { ConvolutionMethod } from './method.js';

/**
 * im2col, for few input channels as in images: the window of every output becomes a column, and the convolution one
 * matrix product. Matrices of zeros and ones along each axis select the columns; their transposes put derivatives
 * back.
 *
 *   columns [KH KW C, H' W' B],  y = columns^T w,  dw = columns dy,  d columns = w dy^T
 */
export const patches: ConvolutionMethod = {
  forward(graph, x, filter, geometry) {
    const { outputChannels, rows, columns, batchSize } = geometry;
    const patchColumns = im2col(graph, x, geometry);
    const y = matrixProduct(graph, patchColumns, flatFilter(graph, filter), { transA: true });
    return reshape(graph, y, [rows.outputLength, columns.outputLength, batchSize, outputChannels]);
  },
  inputGradient(graph, dy, filter, geometry) {
    const dPatchColumns = matrixProduct(graph, flatFilter(graph, filter), flatOutput(graph, dy), { transB: true });
    return col2im(graph, dPatchColumns, geometry);
  },
  filterGradient(graph, x, dy, geometry) {
    const { rows, columns, inputChannels, outputChannels } = geometry;
    const patchColumns = im2col(graph, x, geometry);
    const dw = matrixProduct(graph, patchColumns, flatOutput(graph, dy));
    return reshape(graph, dw, [rows.filterLength, columns.filterLength, inputChannels, outputChannels]);
  },
};

/** Longest column that is worth its memory, in values. */
const LONGEST_COLUMN = 80;

/** Whether windows are small enough for im2col. */
export function areSmallPatches(geometry: ConvolutionGeometry): boolean {
  const { rows, columns, inputChannels } = geometry;
  return isDense(geometry) && rows.filterLength * columns.filterLength * inputChannels <= LONGEST_COLUMN;
}

/** [H, W, B, C] to [KH KW C, H' W' B]. */
function im2col(graph: Graph, x: Value, { rows, columns, batchSize, inputChannels }: ConvolutionGeometry): Value {
  const channelsOutside = transpose(graph, x, [0, 3, 1, 2]); // [H, C, W, B]
  const down = alongRows(graph, selectionMatrix(rows), channelsOutside); // [KH H', C, W, B]
  const flat = reshape(graph, down, [down.shape[0]! * inputChannels, columns.inputLength, batchSize]);
  const across = alongColumns(graph, selectionMatrix(columns), flat); // [KH H' C, KW W', B]
  const separate = reshape(graph, across, [
    rows.filterLength,
    rows.outputLength,
    inputChannels,
    columns.filterLength,
    columns.outputLength,
    batchSize,
  ]);
  const sorted = transpose(graph, separate, [0, 3, 2, 1, 4, 5]);
  return reshape(graph, sorted, [
    rows.filterLength * columns.filterLength * inputChannels,
    rows.outputLength * columns.outputLength * batchSize,
  ]);
}

/** The transpose of `im2col`. */
function col2im(
  graph: Graph,
  patchColumns: Value,
  { rows, columns, batchSize, inputChannels }: ConvolutionGeometry,
): Value {
  const sorted = reshape(graph, patchColumns, [
    rows.filterLength,
    columns.filterLength,
    inputChannels,
    rows.outputLength,
    columns.outputLength,
    batchSize,
  ]);
  const separate = transpose(graph, sorted, [0, 3, 2, 1, 4, 5]); // [KH, H', C, KW, W', B]
  const flat = reshape(graph, separate, [
    rows.filterLength * rows.outputLength * inputChannels,
    columns.filterLength * columns.outputLength,
    batchSize,
  ]);
  const across = alongColumns(graph, transposedMatrix(selectionMatrix(columns)), flat);
  const down = reshape(graph, across, [
    rows.filterLength * rows.outputLength,
    inputChannels,
    columns.inputLength,
    batchSize,
  ]);
  return transpose(graph, alongRows(graph, transposedMatrix(selectionMatrix(rows)), down), [0, 2, 3, 1]);
}

/** Selection matrix: row (k, i) selects the input at tap k of output i, and is zero for padding. */
function selectionMatrix({ filterLength, outputLength, inputLength, padBefore }: ConvolutionAxis): Matrix {
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

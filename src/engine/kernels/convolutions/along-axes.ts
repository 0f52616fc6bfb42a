import type { Graph, Value } from '../../graph/graph.js';
import { matrixProduct } from '../../graph/matrix-products.js';
import { reshape } from '../../graph/shape-rules.js';

/** A matrix of plain numbers, row by row. They are rounded to float32 when they become a value of the graph, and not before. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** A matrix of the given size whose entries are `entry(row, column)`. */
export function matrixOf(rows: number, columns: number, entry: (row: number, column: number) => number): Matrix {
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) data[row * columns + column] = entry(row, column);
  }
  return { rows, columns, data };
}

/** The matrix with rows and columns swapped. */
export function transposedMatrix({ rows, columns, data }: Matrix): Matrix {
  return matrixOf(columns, rows, (row, column) => data[column * columns + row]!);
}

/** [H, W, ...] to [rows of `down`, W, ...]: down . x. */
export function alongRows(graph: Graph, down: Matrix, x: Value): Value {
  const [height, ...rest] = x.shape as [number, ...number[]];
  const inner = rest.reduce((product, size) => product * size, 1);
  const product = matrixProduct(graph, constantOf(graph, down), reshape(graph, x, [height, inner]));
  return reshape(graph, product, [down.rows, ...rest]);
}

/** [H, W, ...] to [H, rows of `across`, ...]: across . x for every row of the image. */
export function alongColumns(graph: Graph, across: Matrix, x: Value): Value {
  const [height, width, ...rest] = x.shape as [number, number, ...number[]];
  const inner = rest.reduce((product, size) => product * size, 1);
  const product = graph.node(
    'MatMul',
    [constantOf(graph, across), reshape(graph, x, [height, width, inner])],
    [height, across.rows, inner],
    x.dtype,
  );
  return reshape(graph, product, [height, across.rows, ...rest]);
}

/** The matrix as a value of the graph. */
export function constantOf(graph: Graph, { rows, columns, data }: Matrix): Value {
  return graph.constant(Float32Array.from(data), [rows, columns], 'float32');
}

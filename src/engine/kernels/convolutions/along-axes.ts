import type { Graph, Value } from '../../graph/graph.js';
import { matrixProduct } from '../../graph/matrix-products.js';
import { reshape } from '../../graph/shape-rules.js';

/** A constant matrix in row-major order. It is rounded to float32 only when it becomes a value of the graph. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Builds the matrix with entries `entry(row, column)`. */
export function matrixOf(rows: number, columns: number, entry: (row: number, column: number) => number): Matrix {
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) data[row * columns + column] = entry(row, column);
  }
  return { rows, columns, data };
}

/** Returns the transpose of a matrix. */
export function transposedMatrix({ rows, columns, data }: Matrix): Matrix {
  return matrixOf(columns, rows, (row, column) => data[column * columns + row]!);
}

/** Multiplies the first axis by a matrix: down . x, from [H, W, ...] to [down.rows, W, ...]. */
export function alongRows(graph: Graph, down: Matrix, x: Value): Value {
  const [height, ...innerShape] = x.shape as [number, ...number[]];
  const inner = innerShape.reduce((product, size) => product * size, 1);
  const product = matrixProduct(graph, constantOf(graph, down), reshape(graph, x, [height, inner]));
  return reshape(graph, product, [down.rows, ...innerShape]);
}

/**
 * Multiplies the second axis by a matrix: across . x for every image row,
 * from [H, W, ...] to [H, across.rows, ...].
 */
export function alongColumns(graph: Graph, across: Matrix, x: Value): Value {
  const [height, width, ...innerShape] = x.shape as [number, number, ...number[]];
  const inner = innerShape.reduce((product, size) => product * size, 1);
  const product = graph.node(
    'MatMul',
    [constantOf(graph, across), reshape(graph, x, [height, width, inner])],
    [height, across.rows, inner],
    x.dtype,
  );
  return reshape(graph, product, [height, across.rows, ...innerShape]);
}

/** Adds a matrix to the graph as a constant. */
export function constantOf(graph: Graph, { rows, columns, data }: Matrix): Value {
  return graph.constant(Float32Array.from(data), [rows, columns], 'float32');
}

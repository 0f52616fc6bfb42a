import type { Graph, Node, Value } from './graph.js';

/** A product of two matrices, without an addend. */
export interface MatrixProduct {
  readonly factors: readonly [Value, Value];
  readonly transA: boolean;
  readonly transB: boolean;
  readonly rows: number;
  readonly columns: number;
}

/** Appends [I, J] x [J, K]; with `transA` a is [J, I], with `transB` b is [K, J]. */
export function matrixProduct(graph: Graph, a: Value, b: Value, transposed: Transposed = {}): Value {
  const { transA = false, transB = false } = transposed;
  const shape = [a.shape[transA ? 1 : 0]!, b.shape[transB ? 0 : 1]!];
  const { op, attributes } = operator(transposed);
  return graph.node(op, [a, b], shape, a.dtype, attributes);
}

/** Which factors of a product are transposed. */
export interface Transposed {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

function operator({ transA = false, transB = false }: Transposed): Pick<Node, 'op' | 'attributes'> {
  if (!transA && !transB) return { op: 'MatMul', attributes: {} };
  return { op: 'Gemm', attributes: { transA: transA ? 1 : 0, transB: transB ? 1 : 0 } };
}

/** Returns the product of `matrixProduct` if the graph already contains it. */
export function findProduct(graph: Graph, a: Value, b: Value, transposed: Transposed = {}): Value | undefined {
  const { op, attributes } = operator(transposed);
  return graph.find(op, [a, b], attributes);
}

/** The matrix product that a node computes; undefined for any other node, or with other types than float32. */
export function matrixProductOf({ op, inputs, outputs, attributes }: Node): MatrixProduct | undefined {
  if ((op !== 'MatMul' && op !== 'Gemm') || inputs.length !== 2) return undefined;
  const [a, b] = inputs as [Value, Value];
  const { shape, dtype } = outputs[0]!;
  if (a.shape.length !== 2 || b.shape.length !== 2 || dtype !== 'float32') return undefined;
  return {
    factors: [a, b],
    transA: attributes['transA'] === 1,
    transB: attributes['transB'] === 1,
    rows: shape[0]!,
    columns: shape[1]!,
  };
}

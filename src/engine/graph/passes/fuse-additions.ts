import { sameShape, sizeOf, type Graph, type Value } from '../graph.js';
import { matrixProductOf } from '../matrix-products.js';
import { expand, reshape } from '../shape-rules.js';
import { skipReshapes } from './skip-reshapes.js';
import type { Rule } from './rewrite.js';

/**
 * Fuses a b + c into one node if nothing else reads the product: accumulation starts from c, which saves reading
 * and writing the product once more. c has the product's size (a residual connection, a sum of derivatives), or is
 * one row for all rows (a bias).
 */
export const fuseAdditions: Rule = (node, { graph, rewritten, isUsedOnce }) => {
  if (node.op !== 'Add') return undefined;
  const [output] = node.outputs as [Value];
  for (const [inner, addend] of [node.inputs, [...node.inputs].reverse()] as [Value, Value][]) {
    const product = skipReshapes(inner, isUsedOnce);
    if (!isUsedOnce(product) || !sameShape(inner.shape, output.shape) || product.origin.kind !== 'node') continue;
    if (matrixProductOf(product.origin.node) === undefined) continue;
    const c = asAddend(graph, rewritten(addend), inner.shape, product.shape);
    if (c === undefined) continue;
    const { inputs, attributes } = product.origin.node;
    const sum = graph.node('Gemm', [...inputs.map(rewritten), c], product.shape, product.dtype, attributes);
    return reshape(graph, sum, output.shape);
  }
  return undefined;
};

/**
 * Reshapes the addend to the matrix of the product, or to a single row.
 * @param shape shape of the product where the addition reads it
 * @param matrix shape of the product as a matrix
 */
function asAddend(graph: Graph, addend: Value, shape: readonly number[], matrix: readonly number[]): Value | undefined {
  const [rows, columns] = matrix as [number, number];
  if (sizeOf(addend.shape) === rows * columns) return reshape(graph, addend, matrix);
  // The addend may be broadcast over the rows, and within a row.
  const missing = new Array<number>(Math.max(0, shape.length - addend.shape.length)).fill(1);
  const aligned = [...missing, ...addend.shape];
  let inner = 1;
  let axis = shape.length;
  while (axis > 0 && inner < columns) inner *= shape[--axis]!;
  if (inner !== columns || aligned.slice(0, axis).some((size) => size !== 1)) return undefined;
  const row = expand(graph, reshape(graph, addend, aligned.slice(axis)), shape.slice(axis));
  return reshape(graph, row, [1, columns]);
}

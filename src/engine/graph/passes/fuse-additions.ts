import { sameShape, sizeOf, type Graph, type Value } from '../graph.js';
import { matrixProductOf } from '../matrix-products.js';
import { expand, reshape } from '../shape-rules.js';
import { skipReshapes } from './skip-reshapes.js';
import type { Rule } from './rewrite.js';

/**
 * a b + c as one node where nothing else reads the product: the sum is begun with c instead of being read and written once more. c has the
 * product's size (a residual connection, a sum of derivatives), or is repeated along its rows (a bias).
 */
export const fuseAdditions: Rule = (node, { graph, renewed, isUsedOnce }) => {
  if (node.op !== 'Add') return undefined;
  const [output] = node.outputs as [Value];
  for (const [inner, addend] of [node.inputs, [...node.inputs].reverse()] as [Value, Value][]) {
    const product = skipReshapes(inner, isUsedOnce);
    if (!isUsedOnce(product) || !sameShape(inner.shape, output.shape) || product.origin.kind !== 'node') continue;
    if (matrixProductOf(product.origin.node) === undefined) continue;
    const c = asAddend(graph, renewed(addend), inner.shape, product.shape);
    if (c === undefined) continue;
    const { inputs, attributes } = product.origin.node;
    const sum = graph.node('Gemm', [...inputs.map(renewed), c], product.shape, product.dtype, attributes);
    return reshape(graph, sum, output.shape);
  }
  return undefined;
};

/**
 * The addend in the shape of the product, whole or as one row that all share.
 * @param shape that the product is read in
 */
function asAddend(graph: Graph, addend: Value, shape: readonly number[], matrix: readonly number[]): Value | undefined {
  const [rows, columns] = matrix as [number, number];
  if (sizeOf(addend.shape) === rows * columns) return reshape(graph, addend, matrix);
  // Axes that the addend is repeated along lie outside of a row, or can be filled up within it.
  const missing = new Array<number>(Math.max(0, shape.length - addend.shape.length)).fill(1);
  const aligned = [...missing, ...addend.shape];
  let inner = 1;
  let axis = shape.length;
  while (axis > 0 && inner < columns) inner *= shape[--axis]!;
  if (inner !== columns || aligned.slice(0, axis).some((size) => size !== 1)) return undefined;
  const row = expand(graph, reshape(graph, addend, aligned.slice(axis)), shape.slice(axis));
  return reshape(graph, row, [1, columns]);
}

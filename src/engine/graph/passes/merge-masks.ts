import { nodeOf, sameShape, sizeOf, type Graph, type Value } from '../graph.js';
import { reshape } from '../shape-rules.js';
import { skipReshapes } from './skip-reshapes.js';
import type { Rule } from './rewrite.js';

/**
 * (x m) n = x (m n) for masks m and n, tensors of zeros and ones: derivatives pass a rectifier and a pooling that follows it again and again,
 * and each of them then takes one pass over the tensor instead of two. The product of the masks is computed once for all.
 */
export const mergeMasks: Rule = (node, { graph, renewed, isUsedOnce }) => {
  if (node.op !== 'Mul') return undefined;
  for (const [inner, mask] of [node.inputs, [...node.inputs].reverse()] as [Value, Value][]) {
    const product = skipReshapes(inner, isUsedOnce);
    const factors = nodeOf(product, 'Mul')?.inputs;
    if (factors === undefined || !isUsedOnce(product) || !isMask(mask) || !sameShape(mask.shape, inner.shape)) continue;
    const first = factors.findIndex((factor) => isMask(factor) && sameShape(factor.shape, product.shape));
    if (first === -1) continue;
    const masks = productOfMasks(graph, renewed(factors[first]!), renewed(mask));
    const x = renewed(factors[1 - first]!);
    const masked = graph.node('Mul', [x, reshape(graph, masks, product.shape)], product.shape, product.dtype);
    return reshape(graph, masked, inner.shape);
  }
  return undefined;
};

/** In the shape and order of the older one, so that it is the same product whoever asks for it. */
function productOfMasks(graph: Graph, a: Value, b: Value): Value {
  const [older, younger] = a.id < b.id ? [a, b] : [b, a];
  return graph.node('Mul', [older, reshape(graph, younger, older.shape)], older.shape, older.dtype);
}

/** Whether a value is known to be zeros and ones: a comparison as numbers, products of such, or such in another order. */
function isMask(value: Value): boolean {
  if (value.origin.kind !== 'node' || sizeOf(value.shape) === 1) return false;
  const { op, inputs } = value.origin.node;
  switch (op) {
    case 'HardSigmoid':
      return true;
    case 'Cast':
      return inputs[0]!.dtype === 'bool';
    case 'Mul':
    case 'Concat':
      return inputs.every(isMask);
    case 'Reshape':
    case 'Slice':
      return isMask(inputs[0]!);
    default:
      return false;
  }
}

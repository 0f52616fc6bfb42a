import { nodeOf, sameShape, sizeOf, type Graph, type Value } from '../graph.js';
import { reshape } from '../shape-rules.js';
import { skipReshapes } from './skip-reshapes.js';
import type { Rule } from './rewrite.js';

/**
 * (x m) n = x (m n) for masks m and n, which are tensors of zeros and ones. Every derivative passes a ReLU and the
 * pooling after it: with this rule in one pass over the tensor instead of two. The derivatives share the product of
 * the masks.
 */
export const mergeMasks: Rule = (node, { graph, rewritten, isUsedOnce }) => {
  if (node.op !== 'Mul') return undefined;
  for (const [inner, mask] of [node.inputs, [...node.inputs].reverse()] as [Value, Value][]) {
    const product = skipReshapes(inner, isUsedOnce);
    const factors = nodeOf(product, 'Mul')?.inputs;
    if (factors === undefined || !isUsedOnce(product) || !isMask(mask) || !sameShape(mask.shape, inner.shape)) continue;
    const first = factors.findIndex((factor) => isMask(factor) && sameShape(factor.shape, product.shape));
    if (first === -1) continue;
    const masks = productOfMasks(graph, rewritten(factors[first]!), rewritten(mask));
    const x = rewritten(factors[1 - first]!);
    const masked = graph.node('Mul', [x, reshape(graph, masks, product.shape)], product.shape, product.dtype);
    return reshape(graph, masked, inner.shape);
  }
  return undefined;
};

/** Multiplies two masks, the older one first and in its shape, so that equal requests give the same node. */
function productOfMasks(graph: Graph, a: Value, b: Value): Value {
  const [older, younger] = a.id < b.id ? [a, b] : [b, a];
  return graph.node('Mul', [older, reshape(graph, younger, older.shape)], older.shape, older.dtype);
}

/**
 * Whether a value is known to hold only zeros and ones: a comparison cast to numbers, and products, slices and
 * reshapes of these.
 */
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

import { ShapeError } from '../../errors.js';
import { tf } from '../../ops/index.js';
import { arithmetic } from '../graph/arithmetic-rules.js';
import { splatOf, type Graph, type Value } from '../graph/graph.js';
import { matrixProduct } from '../graph/matrix-products.js';
import { transpose } from '../graph/shape-rules.js';
import { convolution } from './convolutions/index.js';
import { elementwiseKernels } from './elementwise.js';
import type { Attributes, KernelFamily } from './types.js';

/** Matrix products, and the fused kernels that add a bias and apply an activation. */
export const productKernels: KernelFamily = {
  BatchMatMul: (graph, { a, b }, { transposeA, transposeB }) =>
    matMul(graph, a!, b!, transposeA === true, transposeB === true),
  _FusedMatMul: (graph, { a, b, bias, preluActivationWeights }, attributes) => {
    const product = matMul(graph, a!, b!, attributes['transposeA'] === true, attributes['transposeB'] === true);
    return withBiasAndActivation(graph, product, bias, preluActivationWeights, attributes);
  },
  FusedConv2D: (graph, { x, filter, bias, preluActivationWeights }, attributes) =>
    withBiasAndActivation(graph, convolution(graph, x!, filter!, attributes), bias, preluActivationWeights, attributes),
};

/**
 * Appends bias and activation of a fused kernel. TensorFlow.js uses fused kernels only where it takes no
 * derivative.
 */
function withBiasAndActivation(
  graph: Graph,
  product: Value,
  bias: Value | undefined,
  slopes: Value | undefined,
  attributes: Attributes,
): Value {
  const sum = bias === undefined ? product : arithmetic(graph, 'Add', product, bias);
  const kernel = FUSED_ACTIVATIONS[attributes['activation'] as string];
  if (kernel === undefined) return sum;
  const inputs = slopes === undefined ? { x: sum } : { x: sum, alpha: slopes };
  return elementwiseKernels[kernel]!(graph, inputs, { alpha: attributes['leakyreluAlpha'] }) as Value;
}

const FUSED_ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/** Appends [..., I, J] x [..., J, K], with either operand transposed. */
function matMul(graph: Graph, a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const rank = a.shape.length;
  const rows = a.shape[transposeA ? rank - 1 : rank - 2]!;
  const columns = b.shape[transposeB ? b.shape.length - 2 : b.shape.length - 1]!;
  const inner = [a.shape[transposeA ? rank - 2 : rank - 1], b.shape.at(transposeB ? -1 : -2)];
  if (inner[0] !== inner[1]) {
    const [left, right] = [a, b].map(({ shape }) => `[${shape.join(', ')}]`);
    throw new ShapeError(`cannot multiply matrices ${left} and ${right}: ${inner[0]} columns, ${inner[1]} rows`);
  }
  if (splatOf(a) === 0 || splatOf(b) === 0) {
    return graph.splat(0, [...batchShape(a, b), rows, columns], a.dtype);
  }
  if (rank === 2 && b.shape.length === 2) return matrixProduct(graph, a, b, { transA: transposeA, transB: transposeB });
  const left = transposeA ? swapLast(graph, a) : a;
  const right = transposeB ? swapLast(graph, b) : b;
  return graph.node('MatMul', [left, right], [...batchShape(a, b), rows, columns], a.dtype);
}

function batchShape(a: Value, b: Value): number[] {
  return tf.backend_util.assertAndGetBroadcastShape([...a.shape.slice(0, -2)], [...b.shape.slice(0, -2)]);
}

function swapLast(graph: Graph, x: Value): Value {
  const rank = x.shape.length;
  const permutation = x.shape.map((_, axis) => axis);
  [permutation[rank - 2], permutation[rank - 1]] = [rank - 1, rank - 2];
  return transpose(graph, x, permutation);
}

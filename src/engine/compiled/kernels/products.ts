import { EngineError } from '../../../errors.js';
import { tf } from '../../../ops/tf.js';
import { arithmetic } from '../arithmetic-rules.js';
import { splatOf, type Graph, type Value } from '../graph.js';
import { pad, transpose } from '../shape-rules.js';
import { elementwiseKernels } from './elementwise.js';
import type { Attributes, KernelFamily } from './types.js';

type Shape4 = [number, number, number, number];

/** Matrix products and convolutions. */
export const productKernels: KernelFamily = {
  BatchMatMul: (graph, { a, b }, { transposeA, transposeB }) =>
    matMul(graph, a!, b!, transposeA === true, transposeB === true),
  _FusedMatMul: (graph, { a, b, bias, preluActivationWeights }, attributes) => {
    const product = matMul(graph, a!, b!, attributes['transposeA'] === true, attributes['transposeB'] === true);
    return finished(graph, product, bias, preluActivationWeights, attributes);
  },
  FusedConv2D: (graph, { x, filter, bias, preluActivationWeights }, attributes) =>
    finished(graph, conv2d(graph, x!, filter!, attributes), bias, preluActivationWeights, attributes),
  Conv2D: (graph, { x, filter }, attributes) => conv2d(graph, x!, filter!, attributes),
  Conv2DBackpropInput: (graph, { dy, filter }, attributes) => conv2dInputGradient(graph, dy!, filter!, attributes),
  Conv2DBackpropFilter: (graph, { x, dy }, attributes) => conv2dFilterGradient(graph, x!, dy!, attributes),
};

/** Bias and activation of the fused kernels, which TensorFlow.js uses outside of derivatives. */
function finished(
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

/** [..., I, J] x [..., J, K], with either side transposed. */
function matMul(graph: Graph, a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const rank = a.shape.length;
  const rows = a.shape[transposeA ? rank - 1 : rank - 2]!;
  const columns = b.shape[transposeB ? b.shape.length - 2 : b.shape.length - 1]!;
  if (splatOf(a) === 0 || splatOf(b) === 0) {
    return graph.splat(0, [...batchShape(a, b), rows, columns], a.dtype);
  }
  if (rank === 2 && b.shape.length === 2) {
    if (!transposeA && !transposeB) return graph.node('MatMul', [a, b], [rows, columns], a.dtype);
    return graph.node('Gemm', [a, b], [rows, columns], a.dtype, {
      transA: transposeA ? 1 : 0,
      transB: transposeB ? 1 : 0,
    });
  }
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

function conv2d(graph: Graph, x: Value, filter: Value, attributes: Attributes): Value {
  const info = convInfo(x.shape, filter.shape, attributes);
  const y = graph.node(
    'Conv',
    [toChannelsFirst(graph, x), transpose(graph, filter, [3, 2, 0, 1])],
    [info.batchSize, info.outChannels, info.outHeight, info.outWidth],
    x.dtype,
    {
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      pads: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
    },
  );
  return toChannelsLast(graph, y);
}

/** dx of a convolution: the transposed convolution of dy. */
function conv2dInputGradient(graph: Graph, dy: Value, filter: Value, attributes: Attributes): Value {
  const inputShape = attributes['inputShape'] as Shape4;
  if (splatOf(dy) === 0) return graph.splat(0, inputShape, dy.dtype);
  const info = convInfo(inputShape, filter.shape, attributes);
  // What the forward windows did not reach at the far edge gets no gradient, but belongs to the shape.
  const unreached = (
    size: number,
    out: number,
    stride: number,
    window: number,
    before: number,
    after: number,
  ): number => size + before + after - ((out - 1) * stride + window);
  const { padInfo } = info;
  const extraHeight = unreached(
    info.inHeight,
    info.outHeight,
    info.strideHeight,
    info.filterHeight,
    padInfo.top,
    padInfo.bottom,
  );
  const extraWidth = unreached(
    info.inWidth,
    info.outWidth,
    info.strideWidth,
    info.filterWidth,
    padInfo.left,
    padInfo.right,
  );
  const dx = graph.node(
    'ConvTranspose',
    [toChannelsFirst(graph, dy), transpose(graph, filter, [3, 2, 0, 1])],
    [info.batchSize, info.inChannels, info.inHeight, info.inWidth],
    dy.dtype,
    {
      strides: [info.strideHeight, info.strideWidth],
      pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
      output_padding: [extraHeight, extraWidth],
    },
  );
  return toChannelsLast(graph, dx);
}

/** dW of a convolution: for each place (i, j) of the filter, one matrix product of the shifted input with dy. */
function conv2dFilterGradient(graph: Graph, x: Value, dy: Value, attributes: Attributes): Value {
  const filterShape = attributes['filterShape'] as Shape4;
  if (splatOf(dy) === 0 || splatOf(x) === 0) return graph.splat(0, filterShape, dy.dtype);
  const info = convInfo(x.shape, filterShape, attributes);
  const { padInfo } = info;
  // As a convolution: batch and channels trade places, dy is the (dilated) filter.
  const swapped = transpose(graph, x, [3, 0, 1, 2]); // [C, B, H, W]
  const padded = pad(graph, swapped, [
    [0, 0],
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
  ]);
  const height = (info.outHeight - 1) * info.strideHeight + info.filterHeight;
  const width = (info.outWidth - 1) * info.strideWidth + info.filterWidth;
  const reached = pad(graph, padded, [
    [0, 0],
    [0, 0],
    [0, Math.min(0, height - padded.shape[2]!)],
    [0, Math.min(0, width - padded.shape[3]!)],
  ]);
  const kernel = transpose(graph, dy, [3, 0, 1, 2]); // [F, B, H', W']
  const dw = graph.node(
    'Conv',
    [reached, kernel],
    [info.inChannels, info.outChannels, info.filterHeight, info.filterWidth],
    dy.dtype,
    { dilations: [info.strideHeight, info.strideWidth] },
  );
  return transpose(graph, dw, [2, 3, 0, 1]);
}

function convInfo(inputShape: readonly number[], filterShape: readonly number[], attributes: Attributes) {
  const { strides, pad: padding, dataFormat, dilations, dimRoundingMode } = attributes;
  if (dataFormat !== undefined && dataFormat !== 'NHWC')
    throw new EngineError(`convolutions in ${JSON.stringify(dataFormat)} layout cannot be compiled; use NHWC`);
  const [filterHeight, filterWidth] = filterShape;
  const [down, across] = Array.isArray(strides) ? (strides as number[]) : [strides, strides];
  if (typeof padding === 'number' && (filterHeight !== filterWidth || down !== across)) {
    // TensorFlow.js takes the filter's height and the vertical stride for both axes then, and gets another shape.
    throw new EngineError(
      `a convolution padded by the number ${padding} needs a square filter and equal strides, got ${filterHeight} x ${filterWidth}`,
    );
  }
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides as number,
    (dilations as number | undefined) ?? 1,
    padding as 'valid',
    dimRoundingMode as 'floor' | undefined,
  );
}

const toChannelsFirst = (graph: Graph, x: Value): Value => transpose(graph, x, [0, 3, 1, 2]);
const toChannelsLast = (graph: Graph, x: Value): Value => transpose(graph, x, [0, 2, 3, 1]);

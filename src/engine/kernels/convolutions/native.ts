import type { Graph, Value } from '../../graph/graph.js';
import { pad, transpose } from '../../graph/shape-rules.js';
import type { ConvolutionAxis } from './geometry.js';
import type { ConvolutionMethod } from './method.js';

/** ONNX's convolution operators, which are channels-first. Used for strides, dilations and large filters. */
export const native: ConvolutionMethod = {
  forward(graph, x, filter, { batchSize, outputChannels, rows, columns }) {
    const y = graph.node(
      'Conv',
      [toChannelsFirst(graph, x), transpose(graph, filter, [3, 2, 0, 1])],
      [batchSize, outputChannels, rows.outputLength, columns.outputLength],
      x.dtype,
      windowsOf(rows, columns),
    );
    return toChannelsLast(graph, y);
  },
  /** Transposed convolution of dy. */
  inputGradient(graph, dy, filter, { batchSize, inputChannels, rows, columns }) {
    const dx = graph.node(
      'ConvTranspose',
      [toChannelsFirst(graph, dy), transpose(graph, filter, [3, 2, 0, 1])],
      [batchSize, inputChannels, rows.inputLength, columns.inputLength],
      dy.dtype,
      {
        ...windowsOf(rows, columns),
        output_padding: [uncoveredInputs(rows), uncoveredInputs(columns)],
      },
    );
    return toChannelsLast(graph, dx);
  },
  /** Convolution of x with dy as the filter: batch and channels trade places, and so do stride and dilation. */
  filterGradient(graph, x, dy, { inputChannels, outputChannels, rows, columns }) {
    const padded = pad(graph, transpose(graph, x, [3, 2, 0, 1]), [
      [0, 0],
      [0, 0],
      [rows.padBefore, rows.padAfter - uncoveredInputs(rows)],
      [columns.padBefore, columns.padAfter - uncoveredInputs(columns)],
    ]); // [C, B, H, W]
    const dw = graph.node(
      'Conv',
      [padded, transpose(graph, dy, [3, 2, 0, 1])],
      [inputChannels, outputChannels, rows.filterLength, columns.filterLength],
      dy.dtype,
      { dilations: [rows.stride, columns.stride], strides: [rows.dilation, columns.dilation] },
    );
    return transpose(graph, dw, [2, 3, 0, 1]);
  },
};

/** Attributes of both a convolution and its transpose. */
function windowsOf(rows: ConvolutionAxis, columns: ConvolutionAxis) {
  return {
    strides: [rows.stride, columns.stride],
    dilations: [rows.dilation, columns.dilation],
    pads: [rows.padBefore, columns.padBefore, rows.padAfter, columns.padAfter],
  };
}

/** Number of inputs at the far edge that no window covers. They get no gradient, but belong to the shape. */
function uncoveredInputs({
  inputLength,
  outputLength,
  filterLength,
  stride,
  dilation,
  padBefore,
  padAfter,
}: ConvolutionAxis): number {
  const covered = (outputLength - 1) * stride + (filterLength - 1) * dilation + 1;
  return inputLength + padBefore + padAfter - covered;
}

/** Transposes [H, W, B, C] to ONNX's [B, C, H, W]. */
const toChannelsFirst = (graph: Graph, x: Value): Value => transpose(graph, x, [2, 3, 0, 1]);
/** Transposes [B, C, H, W] back to [H, W, B, C]. */
const toChannelsLast = (graph: Graph, x: Value): Value => transpose(graph, x, [2, 3, 0, 1]);

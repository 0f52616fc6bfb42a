import type { Graph, Value } from '../../graph/graph.js';
import { pad, transpose } from '../../graph/shape-rules.js';
import type { ConvolutionAxis } from './geometry.js';
import type { ConvolutionMethod } from './method.js';

/** ONNX's own convolutions, which are channels-first: for strides, dilations and large filters. */
export const native: ConvolutionMethod = {
  forward(graph, x, filter, { batchSize, outputChannels, rows, columns }) {
    const y = graph.node(
      'Conv',
      [toChannelsFirst(graph, x), transpose(graph, filter, [3, 2, 0, 1])],
      [batchSize, outputChannels, rows.outputLength, columns.outputLength],
      x.dtype,
      windowsOf(rows, columns),
    );
    return bhwcToHwbc(graph, y);
  },
  /** The transposed convolution of dy. */
  inputGradient(graph, dy, filter, { batchSize, inputChannels, rows, columns }) {
    const dx = graph.node(
      'ConvTranspose',
      [toChannelsFirst(graph, dy), transpose(graph, filter, [3, 2, 0, 1])],
      [batchSize, inputChannels, rows.inputLength, columns.inputLength],
      dy.dtype,
      {
        ...windowsOf(rows, columns),
        output_padding: [unreached(rows), unreached(columns)],
      },
    );
    return bhwcToHwbc(graph, dx);
  },
  /** As a convolution: batch and channels trade places, dy is the filter, stride and dilation as well. */
  filterGradient(graph, x, dy, { inputChannels, outputChannels, rows, columns }) {
    const padded = pad(graph, transpose(graph, x, [3, 2, 0, 1]), [
      [0, 0],
      [0, 0],
      [rows.padBefore, rows.padAfter - unreached(rows)],
      [columns.padBefore, columns.padAfter - unreached(columns)],
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

/** Attributes that a convolution and its transpose share. */
function windowsOf(rows: ConvolutionAxis, columns: ConvolutionAxis) {
  return {
    strides: [rows.stride, columns.stride],
    dilations: [rows.dilation, columns.dilation],
    pads: [rows.padBefore, columns.padBefore, rows.padAfter, columns.padAfter],
  };
}

/** What the forward windows did not reach at the far edge: it gets no gradient, but belongs to the shape. */
function unreached({
  inputLength,
  outputLength,
  filterLength,
  stride,
  dilation,
  padBefore,
  padAfter,
}: ConvolutionAxis): number {
  const reached = (outputLength - 1) * stride + (filterLength - 1) * dilation + 1;
  return inputLength + padBefore + padAfter - reached;
}

const toChannelsFirst = (graph: Graph, x: Value): Value => transpose(graph, x, [2, 3, 0, 1]);
const bhwcToHwbc = (graph: Graph, x: Value): Value => transpose(graph, x, [2, 3, 0, 1]);

import type { Graph, Value } from '../../graph.js';
import { reshape } from '../../shape-rules.js';
import { isDense, type ConvolutionGeometry } from './geometry.js';
import type { ConvolutionMethod } from './method.js';

/** A filter of 1 x 1: a matrix product over channels. */
export const pointwise: ConvolutionMethod = {
  forward(graph, x, filter, { inputChannels, outputChannels }) {
    const rows = asRows(graph, x);
    const y = graph.node(
      'MatMul',
      [rows, reshape(graph, filter, [inputChannels, outputChannels])],
      [rows.shape[0]!, outputChannels],
      x.dtype,
    );
    return reshape(graph, y, [...x.shape.slice(0, 3), outputChannels]);
  },
  inputGradient(graph, dy, filter, { inputChannels, outputChannels }) {
    const rows = asRows(graph, dy);
    const dx = graph.node(
      'Gemm',
      [rows, reshape(graph, filter, [inputChannels, outputChannels])],
      [rows.shape[0]!, inputChannels],
      dy.dtype,
      { transB: 1 },
    );
    return reshape(graph, dx, [...dy.shape.slice(0, 3), inputChannels]);
  },
  filterGradient(graph, x, dy, { inputChannels, outputChannels }) {
    const dw = graph.node('Gemm', [asRows(graph, x), asRows(graph, dy)], [inputChannels, outputChannels], dy.dtype, {
      transA: 1,
    });
    return reshape(graph, dw, [1, 1, inputChannels, outputChannels]);
  },
};

/** Whether the filter covers one position, and nothing is padded. */
export function isPointwise(geometry: ConvolutionGeometry): boolean {
  return (
    isDense(geometry) &&
    [geometry.rows, geometry.columns].every(
      ({ filterLength, padBefore, padAfter }) => filterLength === 1 && padBefore === 0 && padAfter === 0,
    )
  );
}

function asRows(graph: Graph, x: Value): Value {
  const [height, width, batch, channels] = x.shape as [number, number, number, number];
  return reshape(graph, x, [height * width * batch, channels]);
}

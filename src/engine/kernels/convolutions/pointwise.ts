import type { Graph, Value } from '../../graph/graph.js';
import { matrixProduct } from '../../graph/matrix-products.js';
import { reshape } from '../../graph/shape-rules.js';
import { isDense, type ConvolutionGeometry } from './geometry.js';
import type { ConvolutionMethod } from './method.js';

/** Convolution with a 1 x 1 filter: a matrix product over channels. */
export const pointwise: ConvolutionMethod = {
  forward(graph, x, filter, { inputChannels, outputChannels }) {
    const rows = asRows(graph, x);
    const y = matrixProduct(graph, rows, reshape(graph, filter, [inputChannels, outputChannels]));
    return reshape(graph, y, [...x.shape.slice(0, 3), outputChannels]);
  },
  inputGradient(graph, dy, filter, { inputChannels, outputChannels }) {
    const rows = asRows(graph, dy);
    const dx = matrixProduct(graph, rows, reshape(graph, filter, [inputChannels, outputChannels]), { transB: true });
    return reshape(graph, dx, [...dy.shape.slice(0, 3), inputChannels]);
  },
  filterGradient(graph, x, dy, { inputChannels, outputChannels }) {
    const dw = matrixProduct(graph, asRows(graph, x), asRows(graph, dy), { transA: true });
    return reshape(graph, dw, [1, 1, inputChannels, outputChannels]);
  },
};

/** Whether the filter is 1 x 1, without padding, stride or dilation. */
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

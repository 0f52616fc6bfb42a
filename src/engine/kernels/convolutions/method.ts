import type { Graph, Value } from '../../graph/graph.js';
import { transpose } from '../../graph/shape-rules.js';
import type { ConvolutionGeometry } from './geometry.js';

/**
 * One way to compute a convolution and its two derivatives. Images go in and out as [H, W, B, C]: rows and columns of an image are
 * then contiguous blocks, a position with all its examples and channels is the row of a matrix product, and what the methods, the
 * elementwise operations and pooling do between them needs no transposition.
 */
export interface ConvolutionMethod {
  /** @param x [H, W, B, C] @param filter [KH, KW, C, F] @returns [H', W', B, F] */
  forward(graph: Graph, x: Value, filter: Value, geometry: ConvolutionGeometry): Value;
  /** @param dy [H', W', B, F] @returns [H, W, B, C] */
  inputGradient(graph: Graph, dy: Value, filter: Value, geometry: ConvolutionGeometry): Value;
  /** @param x [H, W, B, C] @param dy [H', W', B, F] @returns [KH, KW, C, F] */
  filterGradient(graph: Graph, x: Value, dy: Value, geometry: ConvolutionGeometry): Value;
}

/** TensorFlow.js's [B, H, W, C] to [H, W, B, C]. */
export const bhwcToHwbc = (graph: Graph, x: Value): Value => transpose(graph, x, [1, 2, 0, 3]);

/** [H, W, B, C] back to [B, H, W, C]. */
export const hwbcToBhwc = (graph: Graph, x: Value): Value => transpose(graph, x, [2, 0, 1, 3]);

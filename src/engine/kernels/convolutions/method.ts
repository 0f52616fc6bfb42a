import type { Graph, Value } from '../../graph/graph.js';
import { transpose } from '../../graph/shape-rules.js';
import type { ConvolutionGeometry } from './geometry.js';

/**
 * One way to compute a convolution and its two gradients. Images are [H, W, B, C]: rows and columns of an image are
 * then contiguous blocks, one position of all examples and channels is a row of a matrix product, and no
 * transposition is needed between the methods, elementwise operations and pooling.
 */
export interface ConvolutionMethod {
  /** @param x [H, W, B, C] @param filter [KH, KW, C, F] @returns [H', W', B, F] */
  forward(graph: Graph, x: Value, filter: Value, geometry: ConvolutionGeometry): Value;
  /** @param dy [H', W', B, F] @returns [H, W, B, C] */
  inputGradient(graph: Graph, dy: Value, filter: Value, geometry: ConvolutionGeometry): Value;
  /** @param x [H, W, B, C] @param dy [H', W', B, F] @returns [KH, KW, C, F] */
  filterGradient(graph: Graph, x: Value, dy: Value, geometry: ConvolutionGeometry): Value;
}

/** Transposes TensorFlow.js's [B, H, W, C] to [H, W, B, C]. */
export const bhwcToHwbc = (graph: Graph, x: Value): Value => transpose(graph, x, [1, 2, 0, 3]);

/** Transposes [H, W, B, C] back to [B, H, W, C]. */
export const hwbcToBhwc = (graph: Graph, x: Value): Value => transpose(graph, x, [2, 0, 1, 3]);

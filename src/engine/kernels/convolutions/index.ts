import { splatOf, type Graph, type Value } from '../../graph/graph.js';
import type { Attributes, KernelFamily } from '../types.js';
import { convolutionGeometry, type ConvolutionGeometry, type Shape4 } from './geometry.js';
import { bhwcToHwbc, hwbcToBhwc, type ConvolutionMethod } from './method.js';
import { native } from './native.js';
import { areSmallPatches, patches } from './patches.js';
import { isPointwise, pointwise } from './pointwise.js';
import { winograd, winogradCost } from './winograd.js';

/** Convolutions and their derivatives. */
export const convolutionKernels: KernelFamily = {
  Conv2D: (graph, { x, filter }, attributes) => convolution(graph, x!, filter!, attributes),
  Conv2DBackpropInput: (graph, { dy, filter }, attributes) => inputGradient(graph, dy!, filter!, attributes),
  Conv2DBackpropFilter: (graph, { x, dy }, attributes) => filterGradient(graph, x!, dy!, attributes),
};

/** y [B, H', W', F] of x [B, H, W, C] and a filter [KH, KW, C, F]. */
export function convolution(graph: Graph, x: Value, filter: Value, attributes: Attributes): Value {
  const geometry = convolutionGeometry(x.shape, filter.shape, attributes);
  return hwbcToBhwc(graph, methodFor(geometry).forward(graph, bhwcToHwbc(graph, x), filter, geometry));
}

function inputGradient(graph: Graph, dy: Value, filter: Value, attributes: Attributes): Value {
  const inputShape = attributes['inputShape'] as Shape4;
  if (splatOf(dy) === 0) return graph.splat(0, inputShape, dy.dtype);
  const geometry = convolutionGeometry(inputShape, filter.shape, attributes);
  return hwbcToBhwc(graph, methodFor(geometry).inputGradient(graph, bhwcToHwbc(graph, dy), filter, geometry));
}

function filterGradient(graph: Graph, x: Value, dy: Value, attributes: Attributes): Value {
  const filterShape = attributes['filterShape'] as Shape4;
  if (splatOf(dy) === 0 || splatOf(x) === 0) return graph.splat(0, filterShape, dy.dtype);
  const geometry = convolutionGeometry(x.shape, filterShape, attributes);
  const [images, derivatives] = [bhwcToHwbc(graph, x), bhwcToHwbc(graph, dy)];
  return methodFor(geometry).filterGradient(graph, images, derivatives, geometry);
}

/** Native convolutions reach about two thirds of the speed of matrix products, their filter gradients less. */
const WINOGRAD_PAYS_BELOW = 1.5;

/** Decided by sizes alone, so that a convolution and its derivatives agree and share what they compute. */
export function methodFor(geometry: ConvolutionGeometry): ConvolutionMethod {
  if (isPointwise(geometry)) return pointwise;
  if (areSmallPatches(geometry)) return patches;
  return winogradCost(geometry) < WINOGRAD_PAYS_BELOW ? winograd : native;
}

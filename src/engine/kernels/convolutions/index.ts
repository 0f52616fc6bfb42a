import { splatOf, type Graph, type Value } from '../../graph/graph.js';
import type { Attributes, KernelFamily } from '../types.js';
import { convolutionGeometry, type ConvolutionGeometry, type Shape4 } from './geometry.js';
import { bhwcToHwbc, hwbcToBhwc, type ConvolutionMethod } from './method.js';
import { native } from './native.js';
import { areSmallPatches, patches } from './patches.js';
import { isPointwise, pointwise } from './pointwise.js';
import { winograd, winogradCost } from './winograd.js';

/** Convolution and its gradients. */
export const convolutionKernels: KernelFamily = {
  Conv2D: (graph, { x, filter }, attributes) => convolution(graph, x!, filter!, attributes),
  Conv2DBackpropInput: (graph, { dy, filter }, attributes) => inputGradient(graph, dy!, filter!, attributes),
  Conv2DBackpropFilter: (graph, { x, dy }, attributes) => filterGradient(graph, x!, dy!, attributes),
};

/** Appends y [B, H', W', F] of x [B, H, W, C] and a filter [KH, KW, C, F]. */
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

/**
 * im2col copies each input channel as often as the filter has taps, and Winograd's method transforms inputs and
 * outputs: where a layer makes many channels of few, as the first of a network does, im2col costs less.
 */
const PATCHES_PAY_FROM_RATIO = 4;
/** Native convolutions reach about two thirds of the speed of matrix products, and their filter gradients less. */
const WINOGRAD_PAYS_BELOW = 1.5;

/**
 * Chooses a method by geometry alone, so that a convolution and its gradients use the same one and share
 * intermediates.
 */
export function methodFor(geometry: ConvolutionGeometry): ConvolutionMethod {
  if (isPointwise(geometry)) return pointwise;
  const cost = winogradCost(geometry);
  if (!areSmallPatches(geometry)) return cost < WINOGRAD_PAYS_BELOW ? winograd : native;
  const { inputChannels, outputChannels } = geometry;
  return outputChannels >= PATCHES_PAY_FROM_RATIO * inputChannels || cost === Infinity ? patches : winograd;
}

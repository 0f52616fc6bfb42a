import type { Graph, Value } from '#src/engine/graph/graph.js';
import { trace } from '#src/engine/graph/tracer.js';
import type { InputSpecs } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';

export type Method = 'winograd' | 'patches' | 'pointwise' | 'native';
type Shape4 = readonly [number, number, number, number];

/** The method that computes a convolution. */
export interface TracedConvolution {
  readonly method: Method;
  /** Outputs per Winograd tile, along rows and columns. */
  readonly tiles?: readonly [number, number];
}

/** Traces a convolution of stride 1 and recognises its method from the graph. */
export function tracedConvolution(x: Shape4, filter: Shape4, pad: 'same' | 'valid' | number): TracedConvolution {
  const graph = graphOf({ x: { shape: x }, filter: { shape: filter } }, (inputs) =>
    tf.conv2d(inputs['x'] as tf.Tensor4D, inputs['filter'] as tf.Tensor4D, 1, pad),
  );
  const method = methodIn(graph);
  if (method !== 'winograd') return { method };
  const [rows, , columns] = tiledProducts(graph)[0]!.shape as [number, number, number];
  return { method, tiles: [rows - filter[0] + 1, columns - filter[1] + 1] };
}

/** Traces a function, without optimisation passes. */
export function graphOf(inputs: InputSpecs, y: (inputs: Readonly<Record<string, tf.Tensor>>) => tf.Tensor): Graph {
  return trace({ name: 'traced', inputs, fn: (tensors) => ({ y: y(tensors) }) }).graph;
}

/**
 * Recognises the method of the only convolution in a graph, or of its gradient, by nodes that no other method uses.
 * Patches are selected by matrices of zeros and ones; Winograd's points are the leading axes of a batch of
 * products.
 */
export function methodIn(graph: Graph): Method {
  if (graph.nodes.some(({ op }) => op.startsWith('Conv'))) return 'native';
  if (tiledProducts(graph).length > 0) return 'winograd';
  const constants = graph.nodes.filter(({ op }) => op === 'MatMul').map(({ inputs }) => numbersOf(inputs[0]!));
  if (constants.some((numbers) => numbers?.every((number) => number === 0 || number === 1))) return 'patches';
  return 'pointwise';
}

function tiledProducts(graph: Graph): Value[] {
  return graph.nodes.flatMap(({ op, outputs }) => (op === 'MatMul' && outputs[0]!.shape.length === 5 ? outputs : []));
}

function numbersOf({ origin }: Value): number[] | undefined {
  if (origin.kind === 'constant') return Array.from(origin.data as Float32Array);
  return origin.kind === 'splat' ? [origin.value] : undefined;
}

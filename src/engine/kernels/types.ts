import type { Tensor } from '../../ops/index.js';
import type { Graph, Value } from '../graph/graph.js';

/** Attributes of a TensorFlow.js kernel, as its operations pass them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Inputs of a kernel under TensorFlow.js's names; lists use the names 0, 1, ... */
export type KernelInputs = Readonly<Record<string, Value>>;

/** A TensorFlow.js kernel that appends operators to the graph instead of computing. */
export type TracedKernel = (graph: Graph, inputs: KernelInputs, attributes: Attributes) => Value | readonly Value[];

export type KernelFamily = Readonly<Record<string, TracedKernel>>;

/** A kernel composed of other TensorFlow.js operations, which are traced in its place. */
export type CompositeKernel = (inputs: Readonly<Record<string, Tensor>>, attributes: Attributes) => Tensor;

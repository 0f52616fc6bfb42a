import { tf } from '../../ops/index.js';
import { arithmetic } from '../graph/arithmetic-rules.js';
import { splatOf, type ElementType, type Graph, type Value } from '../graph/graph.js';
import { reshape } from '../graph/shape-rules.js';
import { sumOver } from '../graph/sum-rules.js';
import { cast } from './elementwise.js';
import type { Attributes, KernelFamily } from './types.js';

/**
 * Kernels that reduce axes. TensorFlow.js names the axes inconsistently: `reductionIndices` in `Max`, `dim` in
 * `Softmax`, `axis` in all others.
 */
export const reductionKernels: KernelFamily = {
  Sum: (graph, { x }, attributes) =>
    sumOver(graph, numeric(graph, x!), axesOf(x!, attributes['axis']), keepDims(attributes)),
  Mean: (graph, { x }, attributes) => {
    const axes = axesOf(x!, attributes['axis']);
    const count = axes.reduce((product, axis) => product * x!.shape[axis]!, 1);
    const sum = sumOver(graph, cast(graph, x!, 'float32'), axes, keepDims(attributes));
    return arithmetic(graph, 'Mul', sum, graph.splat(Math.fround(1 / count), [], 'float32'));
  },
  Max: (graph, { x }, attributes) =>
    reduce(graph, 'ReduceMax', x!, axesOf(x!, attributes['reductionIndices']), keepDims(attributes)),
  Min: (graph, { x }, attributes) =>
    reduce(graph, 'ReduceMin', x!, axesOf(x!, attributes['axis']), keepDims(attributes)),
  Prod: (graph, { x }, attributes) =>
    reduce(graph, 'ReduceProd', x!, axesOf(x!, attributes['axis']), keepDims(attributes)),
  All: (graph, { x }, attributes) => logical(graph, 'ReduceMin', x!, attributes),
  Any: (graph, { x }, attributes) => logical(graph, 'ReduceMax', x!, attributes),
  ArgMax: (graph, { x }, { axis }) => argument(graph, 'ArgMax', x!, axis as number),
  ArgMin: (graph, { x }, { axis }) => argument(graph, 'ArgMin', x!, axis as number),
  Softmax: (graph, { logits }, { dim }) => overAxis(graph, 'Softmax', logits!, dim as number | undefined),
  LogSoftmax: (graph, { logits }, { axis }) => overAxis(graph, 'LogSoftmax', logits!, axis as number | undefined),
  Cumsum: (graph, { x }, { axis, exclusive, reverse }) =>
    graph.node(
      'CumSum',
      [x!, graph.constant(BigInt64Array.of(BigInt(axis as number)), [], 'int64')],
      x!.shape,
      x!.dtype,
      {
        exclusive: exclusive ? 1 : 0,
        reverse: reverse ? 1 : 0,
      },
    ),
};

function reduce(graph: Graph, op: string, x: Value, axes: readonly number[], keep: boolean): Value {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keep ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const repeated = splatOf(x);
  if (repeated !== undefined && op !== 'ReduceProd') return graph.splat(repeated, shape, x.dtype);
  if (axes.length === 0) return reshape(graph, x, shape);
  return graph.node(op, [x], shape, x.dtype, { axes, keepdims: keep ? 1 : 0 });
}

function logical(graph: Graph, op: string, x: Value, attributes: Attributes): Value {
  const axes = axesOf(x, attributes['axis']);
  return cast(graph, reduce(graph, op, cast(graph, x, 'int32'), axes, keepDims(attributes)), 'bool');
}

function argument(graph: Graph, op: string, x: Value, axis: number): Value {
  const positiveAxis = axesOf(x, axis)[0]!;
  const shape = x.shape.filter((_, i) => i !== positiveAxis);
  return cast(graph, graph.node(op, [x], shape, 'int64', { axis: positiveAxis, keepdims: 0 }), 'int32');
}

function overAxis(graph: Graph, op: string, x: Value, axis: number | undefined): Value {
  const positiveAxis = axis === undefined || axis < 0 ? x.shape.length + (axis ?? -1) : axis;
  return graph.node(op, [x], x.shape, x.dtype, { axis: positiveAxis });
}

function axesOf(x: Value, axis: unknown): number[] {
  const axes = tf.util.parseAxisParam(axis as number | number[], [...x.shape]);
  return [...new Set(axes)].sort((a, b) => a - b);
}

function keepDims(attributes: Attributes): boolean {
  return attributes['keepDims'] === true;
}

function numeric(graph: Graph, x: Value): Value {
  return x.dtype === 'bool' ? cast(graph, x, 'int32' satisfies ElementType) : x;
}

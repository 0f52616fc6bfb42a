import { EngineError, ShapeError } from '../../errors.js';
import { tf } from '../../ops/index.js';
import { arithmetic } from '../graph/arithmetic-rules.js';
import { sizeOf, type ElementType, type Graph, type Value } from '../graph/graph.js';
import { concat, expand, pad, reshape, slice, transpose } from '../graph/shape-rules.js';
import { cast } from './elementwise.js';
import type { KernelFamily } from './types.js';

/** Kernels that move, repeat or select elements. */
export const shapeKernels: KernelFamily = {
  Reshape: (graph, { x }, { shape }) => reshape(graph, x!, inferShape(shape as number[], x!.shape)),
  ExpandDims: (graph, { input }, { dim }) => {
    const axis = positiveAxis(dim as number, input!.shape.length + 1);
    return reshape(graph, input!, [...input!.shape.slice(0, axis), 1, ...input!.shape.slice(axis)]);
  },
  Transpose: (graph, { x }, { perm }) => transpose(graph, x!, perm as number[]),
  Slice: (graph, { x }, { begin, size }) => {
    const info = infoOf(x!);
    const [begins, sizes] = tf.slice_util.parseSliceParams(info, begin as number[], size as number[]);
    tf.slice_util.assertParamsValid(info, begins!, sizes!);
    return slice(graph, x!, begins!, sizes!);
  },
  StridedSlice: stridedSlice,
  PadV2: (graph, { x }, { paddings, constantValue }) =>
    pad(graph, x!, paddings as [number, number][], (constantValue as number | undefined) ?? 0),
  Concat: (graph, inputs, { axis }) => {
    const values = Object.values(inputs);
    return joined(graph, values, positiveAxis(axis as number, values[0]!.shape.length));
  },
  Pack: (graph, inputs, { axis }) => {
    const values = Object.values(inputs);
    const at = positiveAxis(axis as number, values[0]!.shape.length + 1);
    const expanded = values.map((value) =>
      reshape(graph, value, [...value.shape.slice(0, at), 1, ...value.shape.slice(at)]),
    );
    return joined(graph, expanded, at);
  },
  Unpack: (graph, { value }, { axis }) => {
    const at = positiveAxis(axis as number, value!.shape.length);
    const shape = value!.shape.filter((_, i) => i !== at);
    return Array.from({ length: value!.shape[at]! }, (_, i) =>
      reshape(graph, sliceAxis(graph, value!, at, i, 1), shape),
    );
  },
  SplitV: (graph, { x }, { numOrSizeSplits, axis }) => {
    const at = positiveAxis(axis as number, x!.shape.length);
    const sizes = tf.backend_util.prepareSplitSize(infoOf(x!), splitsOf(numOrSizeSplits), at);
    let start = 0;
    return sizes.map((length) => sliceAxis(graph, x!, at, (start += length) - length, length));
  },
  Tile: (graph, { x }, { reps }) => {
    const repetitions = reps as number[];
    const shape = x!.shape.map((size, axis) => size * repetitions[axis]!);
    if (x!.shape.every((size, axis) => size === 1 || repetitions[axis] === 1)) return expand(graph, x!, shape);
    return graph.node('Tile', [x!, graph.integers(repetitions)], shape, x!.dtype);
  },
  BroadcastTo: (graph, { x }, { shape }) => expand(graph, x!, shape as number[]),
  Reverse: (graph, { x }, { dims }) => {
    const axes = list(dims).map((axis) => positiveAxis(axis, x!.shape.length));
    const inputs = [
      x!,
      graph.integers(axes.map(() => -1)),
      graph.integers(axes.map((axis) => -x!.shape[axis]! - 1)),
      graph.integers(axes),
      graph.integers(axes.map(() => -1)),
    ];
    return axes.length === 0 ? x! : graph.node('Slice', inputs, x!.shape, x!.dtype);
  },
  GatherV2: (graph, { x, indices }, { axis, batchDims }) => {
    if (batchDims !== undefined && batchDims !== 0)
      throw new EngineError(`GatherV2 with batchDims ${JSON.stringify(batchDims)} cannot be compiled`);
    const at = positiveAxis(axis as number, x!.shape.length);
    const shape = [...x!.shape.slice(0, at), ...indices!.shape, ...x!.shape.slice(at + 1)];
    return graph.node('Gather', [x!, cast(graph, indices!, 'int32')], shape, x!.dtype, { axis: at });
  },
  /**
   * `onValue` at the index of each row, `offValue` elsewhere; an index outside [0, depth) gives a row of
   * `offValue`.
   */
  OneHot: (graph, { indices }, { depth, onValue, offValue, dtype }) => {
    const classes = graph.constant(
      Int32Array.from({ length: depth as number }, (_, i) => i),
      [depth as number],
      'int32',
    );
    const column = reshape(graph, cast(graph, indices!, 'int32'), [...indices!.shape, 1]);
    const shape = [...indices!.shape, depth as number];
    const hit = cast(graph, graph.node('Equal', [column, classes], shape, 'bool'), 'float32');
    const on = (onValue as number | undefined) ?? 1;
    const off = (offValue as number | undefined) ?? 0;
    const scaled = arithmetic(graph, 'Mul', hit, graph.splat(on - off, [], 'float32'));
    const result = arithmetic(graph, 'Add', scaled, graph.splat(off, [], 'float32'));
    return cast(graph, result, ((dtype as string | undefined) ?? 'float32') as ElementType);
  },
};

function stridedSlice(
  graph: Graph,
  { x }: Readonly<Record<string, Value>>,
  attributes: Readonly<Record<string, unknown>>,
): Value {
  const { begin, end, strides, ellipsisMask, newAxisMask } = attributes as Record<string, unknown> & {
    begin: number[];
    end: number[];
    strides: number[] | undefined;
  };
  const rank = x!.shape.length;
  if (ellipsisMask || newAxisMask || begin.length !== rank) {
    throw new EngineError('StridedSlice with an ellipsis, a new axis or fewer axes than the tensor cannot be compiled');
  }
  const mask = (name: string, axis: number): boolean => ((Number(attributes[name] ?? 0) >> axis) & 1) === 1;
  const steps = strides ?? begin.map(() => 1);
  if (steps.some((step) => step < 1)) throw new EngineError('StridedSlice with a negative step cannot be compiled');
  const starts = begin.map((b, axis) =>
    mask('beginMask', axis) ? 0 : clamp(b < 0 ? b + x!.shape[axis]! : b, x!.shape[axis]!),
  );
  const ends = end.map((e, axis) => {
    if (mask('shrinkAxisMask', axis)) return starts[axis]! + 1;
    return mask('endMask', axis) ? x!.shape[axis]! : clamp(e < 0 ? e + x!.shape[axis]! : e, x!.shape[axis]!);
  });
  const sizes = starts.map((start, axis) => Math.max(0, Math.ceil((ends[axis]! - start) / steps[axis]!)));
  const result = slice(graph, x!, starts, sizes, steps);
  return reshape(
    graph,
    result,
    sizes.filter((_, axis) => !mask('shrinkAxisMask', axis)),
  );
}

function sliceAxis(graph: Graph, x: Value, axis: number, start: number, length: number): Value {
  return slice(
    graph,
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((size, i) => (i === axis ? length : size)),
  );
}

/** Replaces -1 by the size that is left. @throws ShapeError if the shapes have different numbers of elements */
function inferShape(shape: readonly number[], from: readonly number[]): number[] {
  const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const inferred = shape.map((size) => (size === -1 ? sizeOf(from) / known : size));
  if (!inferred.every(Number.isInteger) || sizeOf(inferred) !== sizeOf(from))
    throw new ShapeError(`cannot reshape [${from.join(', ')}] to [${shape.join(', ')}]`);
  return inferred;
}

/** Concatenates tensors. @throws ShapeError if they differ beside the axis */
function joined(graph: Graph, values: readonly Value[], axis: number): Value {
  const first = values[0]!.shape;
  for (const { shape } of values) {
    if (shape.length === first.length && shape.every((size, i) => i === axis || size === first[i])) continue;
    throw new ShapeError(
      `cannot join tensors of shapes [${first.join(', ')}] and [${shape.join(', ')}] along axis ${axis}`,
    );
  }
  return concat(graph, values, axis);
}

/** A value as the functions of TensorFlow.js that compute shapes expect it. */
function infoOf({ shape, dtype }: Value): tf.TensorInfo {
  return { dataId: {}, shape: [...shape], dtype: dtype as tf.DataType };
}

/** A copy, because TensorFlow.js replaces -1 in the list. */
function splitsOf(splits: unknown): number | number[] {
  return typeof splits === 'number' ? splits : [...(splits as number[])];
}

const clamp = (index: number, length: number): number => Math.min(Math.max(index, 0), length);
const positiveAxis = (axis: number, rank: number): number =>
  tf.util.parseAxisParam(axis, new Array<number>(rank).fill(1))[0]!;
const list = (value: unknown): number[] => (Array.isArray(value) ? (value as number[]) : [value as number]);

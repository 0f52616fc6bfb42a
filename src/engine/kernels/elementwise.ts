import { arithmetic, broadcastNode, elementwiseNode } from '../graph/arithmetic-rules.js';
import { splatOf, type ElementType, type Graph, type Value } from '../graph/graph.js';
import { broadcastShape, expand } from '../graph/shape-rules.js';
import type { Attributes, KernelFamily, KernelInputs, TracedKernel } from './types.js';

/** Smallest normal float32. */
const SMALLEST = 2 ** -126;

/** Unary kernels, each with its ONNX operator and the function that folds splats. */
const UNARY: Readonly<Record<string, readonly [op: string, fold: (x: number) => number]>> = {
  Neg: ['Neg', (x) => -x],
  Abs: ['Abs', Math.abs],
  Exp: ['Exp', Math.exp],
  Log: ['Log', Math.log],
  Sqrt: ['Sqrt', Math.sqrt],
  Reciprocal: ['Reciprocal', (x) => 1 / x],
  Relu: ['Relu', (x) => Math.max(x, 0)],
  Sigmoid: ['Sigmoid', (x) => 1 / (1 + Math.exp(-x))],
  Tanh: ['Tanh', Math.tanh],
  Softplus: ['Softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  Sign: ['Sign', Math.sign],
  Floor: ['Floor', Math.floor],
  Ceil: ['Ceil', Math.ceil],
  Sin: ['Sin', Math.sin],
  Cos: ['Cos', Math.cos],
};

/** Unary kernels whose ONNX operator takes constant attributes. */
const ATTRIBUTED: Readonly<
  Record<string, (attributes: Attributes) => readonly [op: string, Record<string, { float: number }>]>
> = {
  Elu: () => ['Elu', { alpha: { float: 1 } }],
  LeakyRelu: ({ alpha }) => ['LeakyRelu', { alpha: { float: alpha as number } }],
  Selu: () => ['Selu', {}],
  Erf: () => ['Erf', {}],
  Round: () => ['Round', {}],
};

const COMPARISONS = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
};

/** Elementwise kernels, with broadcasting. */
export const elementwiseKernels: KernelFamily = {
  ...mapObject(
    UNARY,
    ([op, fold]): TracedKernel =>
      (graph, { x }) =>
        unary(graph, op, x!, fold),
  ),
  ...mapObject(ATTRIBUTED, (describe): TracedKernel => (graph, { x }, attributes) => {
    const [op, values] = describe(attributes);
    return elementwiseNode(graph, op, x!, x!.dtype, values);
  }),
  ...mapObject(
    COMPARISONS,
    (op): TracedKernel =>
      (graph, { a, b }) =>
        broadcastNode(graph, op, a!, b!, 'bool'),
  ),

  Add: binary('Add'),
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Pow: binary('Pow'),
  AddN: (graph, inputs) => Object.values(inputs).reduce((sum, value) => arithmetic(graph, 'Add', sum, value)),
  SquaredDifference: (graph, { a, b }) => square(graph, arithmetic(graph, 'Sub', a!, b!)),
  Square: (graph, { x }) => square(graph, x!),
  Rsqrt: (graph, { x }) => unary(graph, 'Reciprocal', unary(graph, 'Sqrt', x!, Math.sqrt), (value) => 1 / value),
  /** tanh(x / 2) (exp(x) + 1), which keeps its precision near 0. */
  Expm1: (graph, { x }) => {
    const half = unary(graph, 'Tanh', arithmetic(graph, 'Mul', x!, like(graph, x!, 0.5)), Math.tanh);
    return arithmetic(
      graph,
      'Mul',
      half,
      arithmetic(graph, 'Add', unary(graph, 'Exp', x!, Math.exp), like(graph, x!, 1)),
    );
  },
  /** log(1 + x), and near 0, where 1 + x has rounded digits of x away, what they add: (x - ((1 + x) - 1)) / (1 + x). */
  Log1p: (graph, { x }) => {
    const plusOne = (value: Value): Value => arithmetic(graph, 'Add', value, like(graph, value, 1));
    const near = clip(graph, x!, -1, 1);
    const sum = plusOne(near);
    const rounded = arithmetic(graph, 'Sub', near, arithmetic(graph, 'Sub', sum, like(graph, sum, 1)));
    const divisor = arithmetic(graph, 'Max', sum, like(graph, sum, SMALLEST));
    return arithmetic(
      graph,
      'Add',
      unary(graph, 'Log', plusOne(x!), Math.log),
      arithmetic(graph, 'Div', rounded, divisor),
    );
  },
  Relu6: (graph, { x }) => clip(graph, x!, 0, 6),
  ClipByValue: (graph, { x }, { clipValueMin, clipValueMax }) =>
    clip(graph, x!, clipValueMin as number, clipValueMax as number),
  Prelu: (graph, { x, alpha }) => {
    const below = arithmetic(graph, 'Mul', arithmetic(graph, 'Min', x!, like(graph, x!, 0)), alpha!);
    return arithmetic(
      graph,
      'Add',
      unary(graph, 'Relu', x!, (value) => Math.max(value, 0)),
      below,
    );
  },
  /** 1 above zero, `alpha` elsewhere. */
  Step: (graph, { x }, { alpha }) => {
    // Computed from relu(x), which a derivative of ReLU needs anyway: then ReLU is the only reader of x.
    const rectified = unary(graph, 'Relu', x!, (value) => Math.max(value, 0));
    const positive = isPositive(graph, rectified);
    const below = (alpha as number | undefined) ?? 0;
    if (below === 0) return positive;
    const scaled = arithmetic(graph, 'Mul', positive, like(graph, x!, 1 - below));
    return arithmetic(graph, 'Add', scaled, like(graph, x!, below));
  },

  NotEqual: (graph, { a, b }) => logicalNot(graph, broadcastNode(graph, 'Equal', a!, b!, 'bool')),
  LogicalAnd: (graph, { a, b }) => broadcastNode(graph, 'And', a!, b!, 'bool'),
  LogicalOr: (graph, { a, b }) => broadcastNode(graph, 'Or', a!, b!, 'bool'),
  LogicalNot: (graph, { x }) => logicalNot(graph, x!),
  IsNan: (graph, { x }) => elementwiseNode(graph, 'IsNaN', x!, 'bool'),
  Select: (graph, { condition, t, e }) => {
    // TensorFlow.js accepts a vector as a condition for whole rows.
    const mask =
      condition!.shape.length === 1 && t!.shape.length > 1 ? rowMask(graph, condition!, t!.shape.length) : condition!;
    return graph.node('Where', [mask, t!, e!], broadcastShape(t!.shape, e!.shape), t!.dtype);
  },

  Cast: (graph, { x }, { dtype }) => cast(graph, x!, dtype as ElementType),
  Identity: (_graph, { x }) => x!,
  ZerosLike: (graph, { x }) => graph.splat(0, x!.shape, x!.dtype),
  OnesLike: (graph, { x }) => graph.splat(1, x!.shape, x!.dtype),
  Fill: (graph, _inputs, { shape, value, dtype }) =>
    graph.splat(value as number, shape as number[], ((dtype as string | undefined) ?? 'float32') as ElementType),
};

/**
 * 1 where x > 0, else 0, for x >= 0: a clipped line so steep that the smallest normal float32 exceeds 1 on it. One
 * pass, where a comparison and a cast take two.
 */
function isPositive(graph: Graph, x: Value): Value {
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(Number(repeated > 0), x.shape, 'float32');
  return elementwiseNode(graph, 'HardSigmoid', x, 'float32', { alpha: { float: 3e38 }, beta: { float: 0 } });
}

function binary(op: Parameters<typeof arithmetic>[1]): TracedKernel {
  return (graph: Graph, { a, b }: KernelInputs) => arithmetic(graph, op, a!, b!);
}

function unary(graph: Graph, op: string, x: Value, fold: (x: number) => number): Value {
  const repeated = splatOf(x);
  if (repeated !== undefined) return graph.splat(Math.fround(fold(repeated)), x.shape, x.dtype);
  return elementwiseNode(graph, op, x, x.dtype);
}

/** Appends a conversion between types; bool means "is not zero". */
export function cast(graph: Graph, x: Value, dtype: ElementType): Value {
  if (x.dtype === dtype) return x;
  const repeated = splatOf(x);
  if (repeated !== undefined) {
    const converted = dtype === 'int32' ? Math.trunc(repeated) : dtype === 'bool' ? Number(repeated !== 0) : repeated;
    return graph.splat(converted, x.shape, dtype);
  }
  const codes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };
  return elementwiseNode(graph, 'Cast', x, dtype, { to: codes[dtype] });
}

function clip(graph: Graph, x: Value, low: number, high: number): Value {
  return arithmetic(graph, 'Min', arithmetic(graph, 'Max', x, like(graph, x, low)), like(graph, x, high));
}

function square(graph: Graph, x: Value): Value {
  return arithmetic(graph, 'Mul', x, x);
}

function logicalNot(graph: Graph, x: Value): Value {
  return elementwiseNode(graph, 'Not', x, 'bool');
}

function rowMask(graph: Graph, condition: Value, rank: number): Value {
  return expand(graph, condition, [condition.shape[0]!, ...new Array<number>(rank - 1).fill(1)]);
}

function like(graph: Graph, x: Value, value: number): Value {
  return graph.splat(value, [], x.dtype);
}

function mapObject<T, U>(object: Readonly<Record<string, T>>, f: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, f(value)]));
}

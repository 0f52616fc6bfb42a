import type { Rng } from '#src/rng.js';
import { drawBroadcast, drawShape, flip, pick, type Domain, type Draw, type DrawnInput } from './draw.js';

const unary =
  (domain: Domain = 'any', attributes: (rng: Rng) => Record<string, unknown> = () => ({})): Draw =>
  (rng) => ({ inputs: { x: { shape: drawShape(rng, 0), domain } }, attributes: attributes(rng) });

interface BinaryOptions {
  readonly dtypes?: readonly NonNullable<DrawnInput['dtype']>[];
  readonly domain?: Domain;
}

/** Two operands; either may be broadcast. */
const binary =
  ({ dtypes = ['float32', 'float32', 'int32'], domain = 'any' }: BinaryOptions = {}): Draw =>
  (rng) => {
    const shape = drawShape(rng);
    const other = drawBroadcast(rng, shape);
    const dtype = pick(rng, dtypes);
    const [a, b] = flip(rng) ? [shape, other] : [other, shape];
    return { inputs: { a: { shape: a, dtype, domain }, b: { shape: b, dtype, domain } } };
  };

const logical = binary({ dtypes: ['bool'] });

export const elementwiseDraws: Readonly<Record<string, Draw>> = {
  Neg: unary(),
  Abs: unary(),
  Exp: unary(),
  Log: unary('positive'),
  Sqrt: unary('positive'),
  Rsqrt: unary('positive'),
  Reciprocal: unary('positive'),
  Relu: unary(),
  Relu6: unary(),
  Sigmoid: unary(),
  Tanh: unary(),
  Softplus: unary(),
  Sign: unary(),
  Floor: unary(),
  Ceil: unary(),
  Round: unary(),
  Sin: unary(),
  Cos: unary(),
  Elu: unary(),
  Selu: unary(),
  Erf: unary(),
  Expm1: unary(),
  Log1p: unary('positive'),
  Square: unary(),
  IsNan: unary(),
  LeakyRelu: unary('any', (rng) => ({ alpha: pick(rng, [0, 0.1, 0.3]) })),
  Step: unary('any', (rng) => ({ alpha: pick(rng, [0, 0.2, 1]) })),
  ClipByValue: unary('any', (rng) => ({ clipValueMin: pick(rng, [-1, 0]), clipValueMax: pick(rng, [0.5, 1]) })),
  Identity: unary(),
  ZerosLike: unary(),
  OnesLike: unary(),

  Add: binary(),
  Sub: binary(),
  Multiply: binary(),
  RealDiv: binary({ dtypes: ['float32'], domain: 'positive' }),
  Maximum: binary(),
  Minimum: binary(),
  Pow: binary({ dtypes: ['float32'], domain: 'positive' }),
  SquaredDifference: binary(),
  Equal: binary(),
  NotEqual: binary(),
  Greater: binary(),
  GreaterEqual: binary(),
  Less: binary(),
  LessEqual: binary(),
  LogicalAnd: logical,
  LogicalOr: logical,
  LogicalNot: (rng) => ({ inputs: { x: { shape: drawShape(rng), dtype: 'bool' } } }),

  AddN: (rng) => {
    const shape = drawShape(rng);
    const count = 1 + rng.integer(4);
    return { inputs: Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}`, { shape }])) };
  },
  Prelu: (rng) => {
    const shape = drawShape(rng);
    return { inputs: { x: { shape }, alpha: { shape: drawBroadcast(rng, shape) } } };
  },
  // tf.where broadcasts the condition before its kernel runs; the CPU backend's kernel is wrong for any other shape.
  Select: (rng) => {
    const shape = drawShape(rng);
    return { inputs: { condition: { shape, dtype: 'bool' }, t: { shape }, e: { shape } } };
  },
  Cast: (rng) => ({
    inputs: { x: { shape: drawShape(rng), dtype: pick(rng, ['float32', 'int32', 'bool']) } },
    attributes: { dtype: pick(rng, ['float32', 'int32', 'bool']) },
  }),
  Fill: (rng) => ({
    inputs: {},
    attributes: { shape: drawShape(rng, 0), value: pick(rng, [0, 1, -2]), dtype: pick(rng, ['float32', 'int32']) },
  }),
};

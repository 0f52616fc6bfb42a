import type { Rng } from '#src/rng.js';

/** Range of an input's values for which its kernel is defined and well-conditioned. */
export type Domain = 'any' | 'positive' | 'unit' | { readonly below: number };

export interface DrawnInput {
  readonly shape: readonly number[];
  readonly dtype?: 'float32' | 'int32' | 'bool';
  readonly domain?: Domain;
}

/** One call of a kernel, with inputs under TensorFlow.js's names (0, 1, ... for lists). */
export interface DrawnCall {
  readonly inputs: Readonly<Record<string, DrawnInput>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Draws shapes and attributes. */
export type Draw = (rng: Rng) => DrawnCall;

/** Values of the inputs: all different, all equal, or two values that tie often. */
export const FILLINGS = ['random', 'constant', 'few'] as const;
export type Filling = (typeof FILLINGS)[number];

export const pick = <T>(rng: Rng, items: readonly T[]): T => items[rng.integer(items.length)]!;
export const between = (rng: Rng, low: number, high: number): number => low + rng.integer(high - low + 1);
export const flip = (rng: Rng): boolean => rng.integer(2) === 1;

/** Draws a shape with axes of size 1 to 5. */
export function drawShape(rng: Rng, lowestRank = 1, highestRank = 4): number[] {
  return Array.from({ length: between(rng, lowestRank, highestRank) }, () => between(rng, 1, 5));
}

/** Draws a shape that broadcasts to `shape`: without some leading axes, and with some axes of size 1. */
export function drawBroadcast(rng: Rng, shape: readonly number[]): number[] {
  return shape.slice(rng.integer(shape.length + 1)).map((size) => (flip(rng) ? size : 1));
}

/** Draws axes in every form that TensorFlow.js accepts: absent, one, several, negative. */
export function drawAxes(rng: Rng, rank: number): number | number[] | undefined {
  const sign = (axis: number): number => (flip(rng) ? axis : axis - rank);
  switch (rng.integer(3)) {
    case 0:
      return undefined;
    case 1:
      return sign(rng.integer(rank));
    default:
      return rng
        .shuffle(Array.from({ length: rank }, (_, axis) => axis))
        .slice(0, between(rng, 1, rank))
        .map(sign);
  }
}

/** Draws the values of an input. */
export function drawValues(
  rng: Rng,
  { shape, dtype = 'float32', domain = 'any' }: DrawnInput,
  filling: Filling,
): number[] {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const value = (): number => {
    if (typeof domain === 'object') return rng.integer(domain.below);
    if (dtype === 'bool') return rng.integer(2);
    if (dtype === 'int32') return domain === 'positive' ? between(rng, 1, 5) : between(rng, -5, 5);
    if (filling !== 'random')
      return pick(rng, domain === 'any' ? [-1.5, -1, 0, 0.5, 1, 2] : domain === 'unit' ? [0, 0.25, 1] : [0.5, 1, 2]);
    if (domain === 'positive') return Math.fround(0.1 + 3 * rng.uniform());
    return Math.fround(domain === 'unit' ? rng.uniform() : 2 * rng.normal());
  };
  if (filling === 'constant') return new Array<number>(size).fill(value());
  const choices = filling === 'few' ? [value(), value()] : undefined;
  return Array.from({ length: size }, () => (choices === undefined ? value() : pick(rng, choices)));
}

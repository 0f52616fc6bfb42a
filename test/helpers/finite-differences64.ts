import type { Rng } from '#src/rng.js';
import { normal } from './normal.js';
import type { Array64 } from './reference64.js';

export type Arrays64 = Readonly<Record<string, Array64>>;

/** A scalar function of named arrays that also tells which linear piece of the network it was evaluated on. */
export type Scalar64 = (at: Arrays64) => { readonly value: number; readonly pattern: string };

export const EPSILON = 1e-6;

/**
 * Central difference of f along a direction.
 * @returns undefined where a ReLU or a maximum switches between the two ends: there the difference says nothing
 */
export function directionalDerivative(
  f: Scalar64,
  at: Arrays64,
  direction: Arrays64,
  epsilon = EPSILON,
): number | undefined {
  const plus = f(moved(at, direction, epsilon));
  const minus = f(moved(at, direction, -epsilon));
  return plus.pattern === minus.pattern ? (plus.value - minus.value) / (2 * epsilon) : undefined;
}

/** A direction of length 1 through all arrays together, normally distributed. */
export function randomDirection(rng: Rng, at: Arrays64): Record<string, Array64> {
  const drawn = Object.entries(at).map(([name, { shape }]) => [name, { shape, data: normal(rng, shape) }] as const);
  const length = Math.sqrt(
    drawn.reduce((sum, [, { data }]) => sum + data.reduce((squares, value) => squares + value * value, 0), 0),
  );
  return Object.fromEntries(
    drawn.map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value / length) }]),
  );
}

/** <gradient, direction> over all named arrays of the direction. */
export function along(
  gradient: Readonly<Record<string, { readonly data: ArrayLike<number> }>>,
  direction: Arrays64,
): number {
  return Object.entries(direction).reduce((sum, [name, { data }]) => {
    const values = gradient[name]!.data;
    return sum + data.reduce((inner, value, i) => inner + value * values[i]!, 0);
  }, 0);
}

function moved(at: Arrays64, direction: Arrays64, by: number): Arrays64 {
  return Object.fromEntries(
    Object.entries(at).map(([name, { shape, data }]) => {
      const step = direction[name]?.data;
      return [name, { shape, data: step === undefined ? data : data.map((value, i) => value + by * step[i]!) }];
    }),
  );
}

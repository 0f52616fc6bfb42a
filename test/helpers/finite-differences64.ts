import type { Rng } from '#src/rng.js';
import { normal } from './normal.js';
import type { Array64 } from './reference64.js';

export type Arrays64 = Readonly<Record<string, Array64>>;

/** A scalar function of named arrays. `pattern` identifies the linear piece of the network at that point. */
export type Scalar64 = (at: Arrays64) => { readonly value: number; readonly pattern: string };

export const EPSILON = 1e-6;

/**
 * Central difference of f along a direction.
 * @returns undefined if a ReLU or a maximum switches between the two ends, which makes the difference meaningless
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

/** Draws a normally distributed direction; its length over all arrays together is 1. */
export function randomDirection(rng: Rng, at: Arrays64): Record<string, Array64> {
  const arrays = Object.entries(at).map(([name, { shape }]) => [name, { shape, data: normal(rng, shape) }] as const);
  const length = Math.sqrt(
    arrays.reduce((sum, [, { data }]) => sum + data.reduce((squares, value) => squares + value * value, 0), 0),
  );
  return Object.fromEntries(
    arrays.map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value / length) }]),
  );
}

/** <gradient, direction>, summed over the arrays of the direction. */
export function along(
  gradient: Readonly<Record<string, { readonly data: ArrayLike<number> }>>,
  direction: Arrays64,
): number {
  return Object.entries(direction).reduce((sum, [name, { data }]) => {
    const values = gradient[name]!.data;
    return sum + data.reduce((inner, value, i) => inner + value * values[i]!, 0);
  }, 0);
}

function moved(at: Arrays64, direction: Arrays64, distance: number): Arrays64 {
  return Object.fromEntries(
    Object.entries(at).map(([name, { shape, data }]) => {
      const step = direction[name]?.data;
      return [name, { shape, data: step === undefined ? data : data.map((value, i) => value + distance * step[i]!) }];
    }),
  );
}

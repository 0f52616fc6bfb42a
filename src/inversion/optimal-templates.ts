import { ConfigError } from '../errors.js';

/** Which optimum is meant: the templates of one input, all together of squared norm K. */
export interface TemplateBound {
  /** C, at least 2. */
  readonly classCount: number;
  /** K: Σ_c ‖A[x]_c‖² ≤ K. Above zero. */
  readonly bound: number;
}

/**
 * The templates of Theorem 1 (Eq. 4): those that, of all with Σ_c ‖A[x]_c‖² ≤ K and no bias, give −log softmax(A[x] x)_y its least value.
 * √((C−1) K / C) x / ‖x‖ for the class of the input, −√(K / (C (C−1))) x / ‖x‖ for every other one.
 *
 * The paper has inputs of norm 1. Of any other norm the direction is that of x, and the norm of the templates that of K: dividing by ‖x‖ says it
 * for both. Then A[x]ᵀ A[x] x = K x, so that R(x) = (K − 1)² ‖x‖².
 *
 * @param x one input, not zero
 * @param label y, the class that it is of
 * @returns one template a class, float64
 * @throws ConfigError if there is no such optimum: fewer than two classes, no such class, K or x not above zero
 */
export function optimalTemplates(
  x: ArrayLike<number>,
  label: number,
  { classCount, bound }: TemplateBound,
): Float64Array[] {
  checkBound({ classCount, bound });
  if (!Number.isInteger(label) || label < 0 || label >= classCount) {
    throw new ConfigError(`label: expected a class from 0 to ${classCount - 1}, got ${label}`);
  }
  const norm = euclideanNorm(x);
  if (!(norm > 0 && Number.isFinite(norm))) throw new ConfigError(`x: expected a norm above zero, got ${norm}`);
  const own = Math.sqrt(((classCount - 1) / classCount) * bound);
  const other = -Math.sqrt(bound / (classCount * (classCount - 1)));
  return Array.from({ length: classCount }, (_, c) => {
    const scale = (c === label ? own : other) / norm;
    return Float64Array.from(x, (value) => scale * value);
  });
}

/** @throws ConfigError naming what is out of range */
export function checkBound({ classCount, bound }: TemplateBound): void {
  if (!Number.isInteger(classCount) || classCount < 2) {
    throw new ConfigError(`classCount: expected at least 2 classes, got ${classCount}`);
  }
  if (!(bound > 0 && Number.isFinite(bound))) {
    throw new ConfigError(`bound: expected a squared norm above zero, got ${bound}`);
  }
}

/** ‖x‖. */
export function euclideanNorm(x: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += x[i]! ** 2;
  return Math.sqrt(squares);
}

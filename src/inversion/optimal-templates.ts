import { ConfigError } from '../errors.js';

/** Constraint of Theorem 1 on the templates of one input. */
export interface TemplateBound {
  /** C, at least 2. */
  readonly classCount: number;
  /** K: Σ_c ‖A[x]_c‖² ≤ K. Above zero. */
  readonly bound: number;
}

/**
 * Computes the optimal templates of Theorem 1 (Eq. 4): they minimise −log softmax(A[x] x)_y subject to Σ_c ‖A[x]_c‖² ≤
 * K and no bias. The correct class has √((C−1) K / C) x / ‖x‖, every other class −√(K / (C (C−1))) x / ‖x‖.
 *
 * The paper assumes ‖x‖ = 1. Dividing by ‖x‖ extends it to any norm: the templates keep the direction of x and a total
 * squared norm of K. Then A[x]ᵀ A[x] x = K x, so R(x) = (K − 1)² ‖x‖².
 *
 * @param x one input, not zero
 * @param label y, the class of the input
 * @returns one template per class, float64
 * @throws ConfigError if C < 2, the label is out of range, or K or ‖x‖ is not positive and finite
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
  const correct = Math.sqrt(((classCount - 1) / classCount) * bound);
  const wrong = -Math.sqrt(bound / (classCount * (classCount - 1)));
  return Array.from({ length: classCount }, (_, c) => {
    const scale = (c === label ? correct : wrong) / norm;
    return Float64Array.from(x, (value) => scale * value);
  });
}

/** @throws ConfigError naming the value that is out of range */
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

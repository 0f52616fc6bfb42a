import { matrixOf, type Matrix } from './along-axes.js';

/**
 * The three matrices of a short convolution by polynomial evaluation and interpolation (Toom and Cook; for images:
 * Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016). For outputs y of a filter g over
 * inputs d,
 *
 *   y = output [ (filter g) * (input d) ],  y_i = sum_j g_j d_(i + j),  i < m, j < r,
 *
 * with n = m + r - 1 products instead of m r.
 */
export interface ToomCook {
  /** [n, n]. */
  readonly input: Matrix;
  /** [n, r]. */
  readonly filter: Matrix;
  /** [m, n]. */
  readonly output: Matrix;
}

/**
 * Evaluation points apart from infinity, in order of use: small and well apart, to keep float32 rounding errors
 * low.
 */
const POINTS = [0, 1, -1, 0.5, -0.5, 2, -2] as const;
/** Best eight-point set found; its rounding error is still 1.5 times that of the seven points above. */
const EIGHT_POINTS = [0.25, -0.25, 0.625, -0.625, 1.25, -1.25, 2, -2] as const;

/** Largest number of products that the points allow. */
export const MAX_PRODUCTS = EIGHT_POINTS.length + 1;

/**
 * With V_k the matrix of powers [1, p, ..., p^(k - 1)] of the n points p, a polynomial product is s = V_n^-1 [(V_m
 * a) * (V_r g)]; its transpose is the convolution above: output = V_m^T, filter = V_r, input = V_n^-T. Row i of
 * `input` is multiplied by N_i, the product of the differences between point i and the others, and row i of
 * `filter` is divided by it, so that `input` is exact.
 *
 * @param m number of outputs
 * @param r filter length, m + r - 1 <= MAX_PRODUCTS
 */
export function toomCook(m: number, r: number): ToomCook {
  const n = m + r - 1;
  const points = n === MAX_PRODUCTS ? EIGHT_POINTS : POINTS.slice(0, n - 1);
  const scales = [...points.map((point, i) => product(points.filter((_, k) => k !== i).map((q) => point - q))), 1];
  return {
    input: fromRows(scaledInputRows(points)),
    filter: matrixOf(n, r, (i, power) => evaluation(points, i, power, r) / scales[i]!),
    output: matrixOf(m, n, (power, i) => evaluation(points, i, power, m)),
  };
}

/** p_i^power. The last i stands for infinity, where only the highest of `count` powers counts. */
function evaluation(points: readonly number[], i: number, power: number, count: number): number {
  return i < points.length ? points[i]! ** power : Number(power === count - 1);
}

/**
 * Rows of V^-T times N. Row i holds the coefficients of the polynomial of degree < n that is N_i at point i and 0
 * at the others; the last row, for infinity, holds those of the product of all (x - p). As products of short binary
 * fractions they are exact.
 */
function scaledInputRows(points: readonly number[]): number[][] {
  const basis = points.map((_, i) => [...rootsToCoefficients(points.filter((_, k) => k !== i)), 0]);
  return [...basis, rootsToCoefficients(points)];
}

/** Returns the coefficients of the product of all (x - root), lowest power first. */
function rootsToCoefficients(roots: readonly number[]): number[] {
  return roots.reduce<number[]>(
    (polynomial, root) => [0, ...polynomial].map((value, power) => value - root * (polynomial[power] ?? 0)),
    [1],
  );
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total * number, 1);
}

function fromRows(rows: readonly (readonly number[])[]): Matrix {
  return matrixOf(rows.length, rows[0]!.length, (row, column) => rows[row]![column]!);
}

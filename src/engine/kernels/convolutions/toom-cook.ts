import { matrixOf, type Matrix } from './along-axes.js';

/**
 * The three matrices of a short convolution by evaluation and interpolation of polynomials (Toom and Cook; for images: Lavin and Gray,
 * "Fast algorithms for convolutional neural networks", 2016): outputs y of a filter g over inputs d,
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

/** Where the polynomials are evaluated, beside infinity, in this order: small and well apart, so that little is lost in float32. */
const POINTS = [0, 1, -1, 0.5, -0.5, 2, -2] as const;
/** Eight of them lose least as these; that is still half as much again as the seven above lose. */
const EIGHT_POINTS = [0.25, -0.25, 0.625, -0.625, 1.25, -1.25, 2, -2] as const;

/** Most products that there are points for. */
export const MAX_PRODUCTS = EIGHT_POINTS.length + 1;

/**
 * With V_k the matrix of powers [1, p, ..., p^(k - 1)] of the n points p, a polynomial product is s = V_n^-1 [(V_m a) * (V_r g)]; its
 * transpose is the convolution above: output = V_m^T, filter = V_r, input = V_n^-T. Rows of `input` are made of whole numbers by the
 * products N_i of differences of points; `filter` has them as divisors.
 *
 * @param m outputs
 * @param r length of the filter, m + r - 1 <= MAX_PRODUCTS
 */
export function toomCook(m: number, r: number): ToomCook {
  const n = m + r - 1;
  const points = n === MAX_PRODUCTS ? EIGHT_POINTS : POINTS.slice(0, n - 1);
  const scales = [...points.map((point, i) => product(points.filter((_, k) => k !== i).map((q) => point - q))), 1];
  return {
    input: fromRows(multiples(points)),
    filter: matrixOf(n, r, (i, power) => evaluation(points, i, power, r) / scales[i]!),
    output: matrixOf(m, n, (power, i) => evaluation(points, i, power, m)),
  };
}

/** p_i^power; at infinity, the point after the last, only the highest of `count` powers is seen. */
function evaluation(points: readonly number[], i: number, power: number, count: number): number {
  return i < points.length ? points[i]! ** power : Number(power === count - 1);
}

/**
 * Rows of V^-T times N: row i has the coefficients of the polynomial of degree < n that is N_i at point i and 0 at the others; the last, for
 * infinity, those of the product of all (x - p). Products of short binary fractions, they are exact.
 */
function multiples(points: readonly number[]): number[][] {
  const basis = points.map((_, i) => [...rootsToCoefficients(points.filter((_, k) => k !== i)), 0]);
  return [...basis, rootsToCoefficients(points)];
}

/** Coefficients of the product of all (x - root), lowest power first. */
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

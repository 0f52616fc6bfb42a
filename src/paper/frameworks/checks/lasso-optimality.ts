import { dot, rowOf, type Rows } from '../arrays.js';

/**
 * Checks codes against the optimality conditions of ‖x − α D‖² + λ ‖α‖₁, in float64.
 * With g = 2 Dᵀ(x − α D): gᵢ = λ sign(αᵢ) where αᵢ ≠ 0, and |gᵢ| ≤ λ elsewhere.
 * @returns the largest violation, as a fraction of λ
 */
export function lassoViolation(x: Rows, dictionary: Rows, codes: Rows, sparsity: number): number {
  let worst = 0;
  for (let example = 0; example < x.rows; example++) {
    const residual = Float64Array.from(rowOf(x, example));
    const code = rowOf(codes, example);
    code.forEach((weight, atom) => {
      if (weight !== 0) rowOf(dictionary, atom).forEach((value, i) => (residual[i]! -= weight * value));
    });
    code.forEach((weight, atom) => {
      const gradient = 2 * dot(rowOf(dictionary, atom), residual);
      const excess = weight === 0 ? Math.abs(gradient) - sparsity : Math.abs(gradient - sparsity * Math.sign(weight));
      worst = Math.max(worst, excess / sparsity);
    });
  }
  return worst;
}

/** Mean number of non-zero codes per example. */
export const meanActive = ({ rows, data }: Rows): number => data.filter((value) => value !== 0).length / rows;

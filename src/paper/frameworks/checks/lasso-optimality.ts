import { dot, rowOf, type Rows } from '../arrays.js';

/**
 * How far codes are from the optimum of ‖x − α D‖² + λ ‖α‖₁, by its conditions, in float64: with g = 2 Dᵀ(x − α D),
 * gᵢ = λ sign(αᵢ) where αᵢ ≠ 0, and |gᵢ| ≤ λ elsewhere.
 * @returns the greatest violation, as a share of λ
 */
export function lassoViolation(x: Rows, dictionary: Rows, codes: Rows, sparsity: number): number {
  let worst = 0;
  for (let example = 0; example < x.rows; example++) {
    const rest = Float64Array.from(rowOf(x, example));
    const code = rowOf(codes, example);
    code.forEach((weight, atom) => {
      if (weight !== 0) rowOf(dictionary, atom).forEach((value, i) => (rest[i]! -= weight * value));
    });
    code.forEach((weight, atom) => {
      const pull = 2 * dot(rowOf(dictionary, atom), rest);
      const excess = weight === 0 ? Math.abs(pull) - sparsity : Math.abs(pull - sparsity * Math.sign(weight));
      worst = Math.max(worst, excess / sparsity);
    });
  }
  return worst;
}

/** Mean number of codes that are not zero. */
export const meanActive = ({ rows, data }: Rows): number => data.filter((value) => value !== 0).length / rows;

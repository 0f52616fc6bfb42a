import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { Rows } from '../arrays.js';

export interface SubspaceComparison {
  /** Largest principal angle between the learned subspace and the span of the leading eigenvectors, in degrees. */
  readonly largestAngleDegrees: number;
  /** Sum of the other eigenvalues of the covariance. */
  readonly discardedVariance: number;
}

/**
 * Compares learned components with the eigenvectors of the covariance, in float64.
 *
 * If the rows of Q and V are orthonormal bases of two subspaces, the singular values of Q Vᵀ are the
 * cosines of the principal angles.
 * @param centred [B, D]
 * @param components [k, D], orthonormal rows
 */
export function comparePrincipalSubspace(centred: Rows, components: Rows): SubspaceComparison {
  const x = matrixOf(centred);
  const covariance = x.transpose().mmul(x).div(centred.rows);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  // Eigenvalues are in ascending order.
  const leading = eigenvectorMatrix.subMatrix(0, centred.size - 1, centred.size - components.rows, centred.size - 1);
  const cosines = new SingularValueDecomposition(matrixOf(components).mmul(leading)).diagonal;
  return {
    largestAngleDegrees: (Math.acos(Math.min(1, Math.min(...cosines))) * 180) / Math.PI,
    discardedVariance: realEigenvalues.slice(0, centred.size - components.rows).reduce((sum, value) => sum + value, 0),
  };
}

function matrixOf({ rows, size, data }: Rows): Matrix {
  return Matrix.from1DArray(rows, size, Array.from(data));
}

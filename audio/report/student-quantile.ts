/** Quantiles for 1 to 10 degrees of freedom. */
const TABLE = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814];
const NORMAL = 1.95996;

/**
 * 97.5 % quantile of Student's t distribution, to three digits after the point.
 * @param degrees of freedom, at least 1
 */
export function studentQuantile(degrees: number): number {
  const known = TABLE[degrees - 1];
  if (known !== undefined) return known;
  // Cornish and Fisher's expansion (Abramowitz and Stegun, 26.7.5).
  const z = NORMAL;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3;
}

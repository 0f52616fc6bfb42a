/** Arithmetic mean of the values; NaN if there are none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample (divisor n - 1); 0 for one value. */
export function standardDeviation(values: readonly number[]): number {
  return values.length < 2 ? 0 : Math.sqrt(squaredDeviations(values) / (values.length - 1));
}

/** Mean and standard deviation of a measure over runs. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (divisor n - 1); null for a single value. */
  readonly std: number | null;
  /** Number of values. */
  readonly n: number;
}

/** Mean and standard deviation of the non-null values; null if there are none. */
export function spread(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return { mean: mean(known), std: known.length > 1 ? standardDeviation(known) : null, n: known.length };
}

/** Standard deviation of values that are all there are (divisor n); NaN if there are none. */
export function populationStandardDeviation(values: readonly number[]): number {
  return Math.sqrt(squaredDeviations(values) / values.length);
}

/**
 * 95 % interval of a fraction of n independent outcomes (Wilson, 1927). Neither number need be whole.
 * @returns from 0 to 1; all of it if n is 0
 */
export function wilsonInterval(successes: number, n: number): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const z = 1.96;
  const p = successes / n;
  const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

function squaredDeviations(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

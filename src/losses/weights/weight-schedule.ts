/** Interpolation between points: linear, half a cosine period, or a jump at the next point. */
export const INTERPOLATIONS = ['linear', 'cosine', 'steps'] as const;

/** A loss weight that changes over a run (Eq. 13). */
export interface WeightSchedule {
  readonly kind: (typeof INTERPOLATIONS)[number];
  /**
   * Fraction of the run, in [0, 1] and increasing, and the weight there. Before the first point the weight is that of
   * the first point; after the last point, that of the last.
   */
  readonly points: readonly (readonly [progress: number, value: number])[];
}

/** A constant weight, or a schedule. */
export type ScheduledWeight = number | WeightSchedule;

/**
 * Returns the weight at a point in the run.
 * @param progress completed fraction of the run, in [0, 1]
 */
export function weightAt(weight: ScheduledWeight, progress: number): number {
  if (typeof weight === 'number') return weight;
  const { kind, points } = weight;
  const next = points.findIndex(([at]) => at > progress);
  if (next === 0) return points[0]![1];
  if (next === -1) return points.at(-1)![1];
  const [start, from] = points[next - 1]!;
  const [end, to] = points[next]!;
  const fraction = (progress - start) / (end - start);
  switch (kind) {
    case 'linear':
      return from + (to - from) * fraction;
    case 'cosine':
      return from + ((to - from) * (1 - Math.cos(Math.PI * fraction))) / 2;
    case 'steps':
      return from;
  }
}

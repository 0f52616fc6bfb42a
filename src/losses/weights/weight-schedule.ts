/** How a weight goes from one point to the next: along a line, along half a cosine, or all at once when the next one is reached. */
export const INTERPOLATIONS = ['linear', 'cosine', 'steps'] as const;

/** A weight of the loss over a run, as in Eq. 13. */
export interface WeightSchedule {
  readonly kind: (typeof INTERPOLATIONS)[number];
  /**
   * Share of the run that is done, in [0, 1] and rising, and the weight there. Before the first point the weight is the first one's, after
   * the last the last one's.
   */
  readonly points: readonly (readonly [progress: number, value: number])[];
}

/** One weight for the whole run, or one that changes. */
export type ScheduledWeight = number | WeightSchedule;

/**
 * A weight at one moment of a run.
 * @param progress share of the run that is done, in [0, 1]
 */
export function weightAt(weight: ScheduledWeight, progress: number): number {
  if (typeof weight === 'number') return weight;
  const { kind, points } = weight;
  const next = points.findIndex(([at]) => at > progress);
  if (next === 0) return points[0]![1];
  if (next === -1) return points.at(-1)![1];
  const [start, from] = points[next - 1]!;
  const [end, to] = points[next]!;
  const share = (progress - start) / (end - start);
  switch (kind) {
    case 'linear':
      return from + (to - from) * share;
    case 'cosine':
      return from + ((to - from) * (1 - Math.cos(Math.PI * share))) / 2;
    case 'steps':
      return from;
  }
}

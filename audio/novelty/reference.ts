/** Distances that are kept of a species: as many quantiles. */
const KEPT = 100;
/** Below this many, a species is compared with all species together. */
const MIN_DISTANCES = 20;

/** By species, distances of held-out segments from the prototypes, ascending. */
export type DistanceReference = Readonly<Record<string, readonly number[]>>;

/** Novelty of detections. */
export interface NoveltyScale {
  /**
   * Fraction of the held-out segments of a species that are less strange, 0 to 1: of 100, how many.
   * @param distance mean distance of a detection's segments from the nearest prototype
   */
  novelty(species: string, distance: number): number;
}

/** Sorts distances, and keeps evenly spaced quantiles of many. */
export function keptDistances(distances: readonly number[]): number[] {
  const sorted = [...distances].sort((a, b) => a - b);
  if (sorted.length <= KEPT) return sorted;
  return Array.from({ length: KEPT }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (KEPT - 1))]!);
}

/** Creates the scale of a model. */
export function noveltyScale(reference: DistanceReference): NoveltyScale {
  const own = new Map(Object.entries(reference).filter(([, distances]) => distances.length >= MIN_DISTANCES));
  const all = Object.values(reference)
    .flat()
    .sort((a, b) => a - b);
  return {
    novelty(species, distance) {
      const distances = own.get(species) ?? all;
      // One more than were seen: what is stranger than all of n is no stranger than n of n + 1.
      return countBelow(distances, distance) / (distances.length + 1);
    },
  };
}

/** Number of values below a limit, by bisection. */
function countBelow(ascending: readonly number[], limit: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

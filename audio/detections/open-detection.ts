import type { IndexedDetection } from './detection-list.js';

/** A detection that may still grow. Adding a segment allocates nothing. */
export interface OpenDetection {
  /** Whether it holds a segment. */
  readonly isOpen: boolean;
  readonly maxProbability: number;
  /** Seconds from the start of its first segment to the end of its last. */
  readonly seconds: number;
  /** @param distance from what is typical; NaN if it is unknown */
  add(startSeconds: number, endSeconds: number, probability: number, distance: number): void;
  /** Returns what was detected, and starts anew. */
  close(species: number): IndexedDetection;
}

/** Creates an empty one. */
export function createOpenDetection(): OpenDetection {
  let [start, end, sum, max, count, distances] = [0, 0, 0, 0, 0, 0];
  return {
    get isOpen() {
      return count > 0;
    },
    get maxProbability() {
      return max;
    },
    get seconds() {
      return count > 0 ? end - start : 0;
    },
    add(startSeconds, endSeconds, probability, distance) {
      if (count === 0) [start, sum, max, distances] = [startSeconds, 0, 0, 0];
      end = endSeconds;
      sum += probability;
      distances += distance;
      max = Math.max(max, probability);
      count++;
    },
    close(species) {
      const probability = sum / count;
      const closed = {
        species,
        startSeconds: start,
        endSeconds: end,
        probability,
        maxProbability: max,
        segmentCount: count,
        distance: distances / count,
      };
      count = 0;
      return closed;
    },
  };
}

import type { IndexedDetection } from './detection-list.js';

/** A detection that may still grow. Adding a segment allocates nothing. */
export interface OpenDetection {
  /** Whether it holds a segment. */
  readonly isOpen: boolean;
  readonly maxProbability: number;
  /**
   * @param distance from what is typical; NaN if it is unknown
   * @param isHeard whether the species is heard in the segment by itself, without its context; default: unknown. The
   *   detection then covers all of its segments, else it reaches from the middle of the first in which the species is
   *   heard to the middle of the last, and half a segment at least
   * @param isFirst whether no sound came before the segment: the species may have been heard from its start on
   */
  add(
    startSeconds: number,
    endSeconds: number,
    probability: number,
    distance: number,
    isHeard?: boolean,
    isFirst?: boolean,
  ): void;
  /**
   * Returns what was detected, and starts anew.
   * @param isLast whether no sound comes after its last segment
   */
  close(species: number, isLast?: boolean): IndexedDetection;
}

/** Creates an empty one. */
export function createOpenDetection(): OpenDetection {
  let [start, end, sum, max, count, distances] = [0, 0, 0, 0, 0, 0];
  /** Where it is first and last heard, and the length of a segment. */
  let [from, to, length] = [Infinity, -Infinity, 0];
  let isHeardInLast = false;
  return {
    get isOpen() {
      return count > 0;
    },
    get maxProbability() {
      return max;
    },
    add(startSeconds, endSeconds, probability, distance, isHeard = false, isFirst = false) {
      if (count === 0) {
        [start, sum, max, distances] = [startSeconds, 0, 0, 0];
        [from, to] = [Infinity, -Infinity];
      }
      isHeardInLast = isHeard;
      if (isHeard) {
        to = (startSeconds + endSeconds) / 2;
        from = Math.min(from, isFirst ? startSeconds : to);
      }
      end = endSeconds;
      length = endSeconds - startSeconds;
      sum += probability;
      distances += distance;
      max = Math.max(max, probability);
      count++;
    },
    close(species, isLast = false) {
      if (isLast && isHeardInLast) to = end;
      const closed = {
        species,
        ...(from <= to ? around(from, to, length / 2) : { startSeconds: start, endSeconds: end }),
        probability: sum / count,
        maxProbability: max,
        segmentCount: count,
        distance: distances / count,
      };
      count = 0;
      return closed;
    },
  };
}

/** The time between two moments, widened on both sides to a shortest length. */
function around(from: number, to: number, shortest: number) {
  const margin = Math.max(0, (shortest - (to - from)) / 2);
  return { startSeconds: from - margin, endSeconds: to + margin };
}

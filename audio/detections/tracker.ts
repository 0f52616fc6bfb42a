import { argMax } from '../../src/eval/scores/index.js';
import type { IndexedDetection } from './detection-list.js';
import { createOpenDetection } from './open-detection.js';

/** Merges consecutive segments into detections. */
export interface DetectionTracker {
  /**
   * Adds the next segment.
   * @param probabilities [classes]; not kept
   * @param distance from what is typical of the species; default unknown
   * @param alone [classes]: probabilities without context, by which detections begin and end; default: those with it
   */
  add(
    startSeconds: number,
    endSeconds: number,
    probabilities: ArrayLike<number>,
    distance?: number,
    alone?: ArrayLike<number>,
  ): void;
  /** Ends the detections that are open: the recording ends, or has no signal. */
  interrupt(): void;
}

/** What is detected, and who takes it. */
export interface TrackerOptions {
  /** Whether each class is a species; others are never detected. */
  readonly isSpecies: readonly boolean[];
  readonly onDetection: (detection: IndexedDetection) => void;
}

/**
 * Creates a tracker for classes that exclude each other: a detection is a run of segments with the same top class,
 * which reaches its threshold in each of them.
 * @param thresholds by class
 */
export function createTopClassTracker(
  thresholds: ArrayLike<number>,
  { isSpecies, onDetection }: TrackerOptions,
): DetectionTracker {
  const open = createOpenDetection();
  let species = -1;
  const close = (): void => {
    if (open.isOpen) onDetection(open.close(species));
  };
  return {
    add(startSeconds, endSeconds, probabilities, distance = NaN) {
      const top = argMax(probabilities, 0, isSpecies.length);
      const value = probabilities[top]!;
      if (!isSpecies[top] || value < thresholds[top]!) {
        close();
        return;
      }
      if (species !== top) close();
      species = top;
      open.add(startSeconds, endSeconds, value, distance);
    },
    interrupt: close,
  };
}

/** When several species may be detected at once. */
export interface SpeciesTrackerOptions extends TrackerOptions {
  /** By class. */
  readonly thresholds: ArrayLike<number>;
  /** A detection lasts as long as its species stays above this fraction of its threshold. */
  readonly continueRatio: number;
  /** Shorter detections are dropped. */
  readonly minSeconds: number;
}

/**
 * Creates a tracker that detects every species on its own, with hysteresis: a run of segments above a lower level is a
 * detection if it reaches the threshold somewhere. Detections of different species overlap in time.
 *
 * A detection begins at the middle of its first segment that reaches the lower level by itself, and ends at the middle
 * of the last: context reaches further than the song, and a segment that holds a little of the song begins before it.
 * At the ends of the recording, and of a part without a signal, it is the outer end of that segment.
 */
export function createSpeciesTracker(options: SpeciesTrackerOptions): DetectionTracker {
  const { isSpecies, thresholds, continueRatio, minSeconds, onDetection } = options;
  const species = isSpecies.flatMap((is, index) => (is ? [index] : []));
  const open = isSpecies.map(() => createOpenDetection());
  let isFirst = true;
  const close = (index: number, isLast = false): void => {
    const detection = open[index]!;
    if (!detection.isOpen) return;
    const isDetected = detection.maxProbability >= thresholds[index]!;
    const closed = detection.close(index, isLast);
    if (isDetected && closed.endSeconds - closed.startSeconds >= minSeconds) onDetection(closed);
  };
  return {
    add(startSeconds, endSeconds, probabilities, distance = NaN, alone = probabilities) {
      for (const index of species) {
        const probability = probabilities[index]!;
        const level = continueRatio * thresholds[index]!;
        if (probability < level) close(index);
        else open[index]!.add(startSeconds, endSeconds, probability, distance, alone[index]! >= level, isFirst);
      }
      isFirst = false;
    },
    interrupt() {
      for (const index of species) close(index, true);
      isFirst = true;
    },
  };
}

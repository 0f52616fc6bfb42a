import type { Detection } from './types.js';

/** A detection whose species is an index into the classes. */
export interface IndexedDetection extends Omit<Detection, 'species' | 'channel'> {
  readonly species: number;
}

/** Detections of one recording, in order of time. */
export interface DetectionList {
  add(detection: IndexedDetection): void;
  /** Returns all detections, with the names of their species and, if given, their channel. */
  toArray(classes: readonly string[], channel?: number): Detection[];
}

/** Numbers per detection. */
const FIELDS = 6;
const INITIAL_DETECTIONS = 64;

/**
 * Creates an empty list. A long recording has tens of thousands of detections: as plain numbers they take a tenth of
 * the memory of as many objects, and give the garbage collector nothing to do.
 */
export function createDetectionList(): DetectionList {
  let numbers = new Float64Array(FIELDS * INITIAL_DETECTIONS);
  let length = 0;
  return {
    add({ startSeconds, endSeconds, species, probability, maxProbability, segmentCount }) {
      if (length === numbers.length) {
        const larger = new Float64Array(2 * length);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[length++] = startSeconds;
      numbers[length++] = endSeconds;
      numbers[length++] = species;
      numbers[length++] = probability;
      numbers[length++] = maxProbability;
      numbers[length++] = segmentCount;
    },
    toArray: (classes, channel) =>
      Array.from({ length: length / FIELDS }, (_, index): Detection => {
        const at = FIELDS * index;
        return {
          startSeconds: numbers[at]!,
          endSeconds: numbers[at + 1]!,
          species: classes[numbers[at + 2]!]!,
          probability: numbers[at + 3]!,
          maxProbability: numbers[at + 4]!,
          segmentCount: numbers[at + 5]!,
          ...(channel !== undefined && { channel }),
        };
      }),
  };
}

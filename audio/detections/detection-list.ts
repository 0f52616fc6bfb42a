/** A detection whose species is an index into the classes. Its times are those of segments, not rounded. */
export interface IndexedDetection {
  readonly species: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Mean of the species' probability over the detection's segments. */
  readonly probability: number;
  readonly maxProbability: number;
  /** Number of segments merged. */
  readonly segmentCount: number;
  /** Mean distance of its segments from what is typical; NaN if it is unknown. */
  readonly distance: number;
}

/** Detections of one recording. */
export interface DetectionList {
  readonly length: number;
  add(detection: IndexedDetection): void;
  /** Calls `take` for each detection, in order of their starts; those with the same start in order of classes. */
  forEach(take: (detection: IndexedDetection) => void): void;
}

/** Numbers per detection. */
const FIELDS = 7;
const INITIAL_DETECTIONS = 64;

/**
 * Creates an empty list. A long recording has tens of thousands of detections: as plain numbers they take a tenth of
 * the memory of as many objects, and give the garbage collector nothing to do.
 */
export function createDetectionList(): DetectionList {
  let numbers = new Float64Array(FIELDS * INITIAL_DETECTIONS);
  let length = 0;
  return {
    get length() {
      return length / FIELDS;
    },
    add({ startSeconds, endSeconds, species, probability, maxProbability, segmentCount, distance }) {
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
      numbers[length++] = distance;
    },
    forEach(take) {
      const order = Uint32Array.from({ length: length / FIELDS }, (_, index) => index);
      order.sort(
        (a, b) => numbers[FIELDS * a]! - numbers[FIELDS * b]! || numbers[FIELDS * a + 2]! - numbers[FIELDS * b + 2]!,
      );
      for (const index of order) {
        const at = FIELDS * index;
        take({
          startSeconds: numbers[at]!,
          endSeconds: numbers[at + 1]!,
          species: numbers[at + 2]!,
          probability: numbers[at + 3]!,
          maxProbability: numbers[at + 4]!,
          segmentCount: numbers[at + 5]!,
          distance: numbers[at + 6]!,
        });
      }
    },
  };
}

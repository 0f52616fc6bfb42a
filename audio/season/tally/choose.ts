import { detectionAt, type DetectionColumns, type SeasonDetection } from './detection-columns.js';

/** Detections in the middle and at the end of the ranking that are shown as examples. */
const EXAMPLES = 3;

/** Detections of a species that stand for all, without repetition. Each list has the highest score first. */
export interface ChosenDetections {
  readonly best: readonly SeasonDetection[];
  /** Around the middle of all, or if the best reach beyond it, the next: as good as a typical one. */
  readonly median: readonly SeasonDetection[];
  /** With the lowest scores. */
  readonly least: readonly SeasonDetection[];
}

/**
 * Chooses the best detections of a species, and at most three each from the middle and the end of the ranking. Equal
 * scores keep the order of recordings and time.
 * @param most best ones; with fewer than three, as many of the others
 */
export function chooseDetections(detections: DetectionColumns, most: number): ChosenDetections {
  const ranking = rankingOf(detections);
  const examples = Math.min(EXAMPLES, most);
  const bestEnd = Math.min(most, ranking.length);
  const leastStart = Math.max(bestEnd, ranking.length - examples);
  const middle = Math.floor((ranking.length - examples) / 2);
  const medianStart = Math.min(Math.max(bestEnd, middle), leastStart);
  const medianEnd = Math.min(leastStart, medianStart + examples);
  const slice = (from: number, to: number) =>
    Array.from(ranking.subarray(from, to), (index) => detectionAt(detections, index));
  return {
    best: slice(0, bestEnd),
    median: slice(medianStart, medianEnd),
    least: slice(leastStart, ranking.length),
  };
}

/** The detections with the highest scores. */
export function bestDetections(detections: DetectionColumns, most: number): readonly SeasonDetection[] {
  return Array.from(rankingOf(detections).subarray(0, most), (index) => detectionAt(detections, index));
}

/** Score in the middle. */
export function medianScore(detections: DetectionColumns): number {
  const ranking = rankingOf(detections);
  return detections.score[ranking[Math.floor((ranking.length - 1) / 2)]!]!;
}

/** Indices, highest score first. */
function rankingOf({ score, length }: DetectionColumns): Uint32Array {
  return Uint32Array.from({ length }, (_, index) => index).sort((a, b) => score[b]! - score[a]! || a - b);
}

import {
  createDetectionList,
  type DetectionTracker,
  type IndexedDetection,
  type TrackerOptions,
} from '../detections/index.js';
import { isKept, isUnknown, type NoveltyFilter } from '../novelty/index.js';
import type { Detection, RecordingResult, SpeciesResult } from '../results/index.js';

/** Classes of the model, and how segments are merged. */
export interface TallyOptions {
  readonly classes: readonly string[];
  /** Background classes, which are not species, and are never reported. */
  readonly backgroundClasses: readonly string[];
  /** Creates what merges segments into detections. */
  readonly createTracker: (options: TrackerOptions) => DetectionTracker;
  /** Measure by which species are ranked. */
  readonly rankBy: 'probability' | 'maxProbability';
  /** Novelty of detections, and which are kept; absent: unknown. */
  readonly novelty?: NoveltyFilter | undefined;
  /** Channel of the detections, as in `Detection`. */
  readonly channel?: number | undefined;
}

/** Accumulates one recording's segments in order of time. Each costs O(classes) and allocates nothing. */
export interface RecordingTally {
  /**
   * Adds the next segment's probabilities to the recording's means.
   * @param probabilities [classes]; not kept
   * @param weight weight in the mean, default 1
   */
  addToMeans(probabilities: ArrayLike<number>, weight?: number): void;
  /**
   * Adds the next segment to the detections.
   * @param probabilities [classes], smoothed over time; not kept
   * @param distance from what is typical of the species, smoothed likewise; default unknown
   * @param alone [classes]: probabilities without smoothing; not kept; default: the smoothed ones
   */
  addToDetections(
    startSeconds: number,
    endSeconds: number,
    probabilities: ArrayLike<number>,
    distance?: number,
    alone?: ArrayLike<number>,
  ): void;
  /** Adds the next segment, which has no signal: it ends the detections before it. */
  addWithoutSignal(endSeconds: number): void;
  finish(file: string, durationSeconds: number, warnings: readonly string[]): Omit<RecordingResult, 'model'>;
}

/** An empty tally. */
export function createRecordingTally(options: TallyOptions): RecordingTally {
  const { classes, backgroundClasses, createTracker, rankBy, novelty, channel } = options;
  const sums = new Float64Array(classes.length);
  const maxima = new Float64Array(classes.length);
  const isSpecies = classes.map((name) => !backgroundClasses.includes(name));
  const detections = createDetectionList();
  const noveltyOf = ({ species, distance }: IndexedDetection): number | undefined =>
    novelty?.scale.novelty(classes[species]!, distance);
  const tracker = createTracker({
    isSpecies,
    onDetection(detection) {
      if (novelty === undefined || isKept(noveltyOf(detection)!, novelty.unknown)) detections.add(detection);
    },
  });
  let weightSum = 0;
  /** Seconds in segments with a signal, where the last of those ends, and where the last of all does. */
  let signalSeconds = 0;
  let signalUntil = 0;
  let until = 0;
  const gaps: (readonly [number, number])[] = [];
  const addGap = (start: number, end: number): void => {
    if (end > start) gaps.push([roundSeconds(start), roundSeconds(end)]);
  };

  const speciesResults = (): SpeciesResult[] => {
    if (weightSum === 0) return [];
    const counts = new Uint32Array(classes.length);
    const seconds = new Float64Array(classes.length);
    const ends = new Float64Array(classes.length);
    detections.forEach(({ species, startSeconds, endSeconds }) => {
      counts[species]!++;
      // Detections of one species overlap where their segments do.
      seconds[species]! += Math.max(0, endSeconds - Math.max(startSeconds, ends[species]!));
      ends[species] = Math.max(ends[species]!, endSeconds);
    });
    return classes
      .flatMap((species, index) => (isSpecies[index] ? [{ species, index, mean: sums[index]! / weightSum }] : []))
      .sort((a, b) => (rankBy === 'probability' ? b.mean - a.mean : maxima[b.index]! - maxima[a.index]!))
      .map(({ species, index, mean }) => ({
        species,
        probability: roundProbability(mean),
        maxProbability: roundProbability(maxima[index]!),
        seconds: roundSeconds(seconds[index]!),
        detections: counts[index]!,
      }));
  };

  const detected = (): Detection[] => {
    const found: Detection[] = [];
    detections.forEach((detection) => {
      const { species, startSeconds, endSeconds, probability, maxProbability, segmentCount } = detection;
      const strangeness = noveltyOf(detection);
      found.push({
        startSeconds: roundSeconds(startSeconds),
        endSeconds: roundSeconds(endSeconds),
        species: classes[species]!,
        probability: roundProbability(probability),
        maxProbability: roundProbability(maxProbability),
        segmentCount,
        ...(strangeness !== undefined && { novelty: roundNovelty(strangeness), unknown: isUnknown(strangeness) }),
        ...(channel !== undefined && { channel }),
      });
    });
    return found;
  };

  return {
    addToMeans(probabilities, weight = 1) {
      weightSum += weight;
      for (let index = 0; index < classes.length; index++) sums[index]! += weight * probabilities[index]!;
    },
    addToDetections(startSeconds, endSeconds, probabilities, distance, alone) {
      addGap(signalUntil, startSeconds);
      signalSeconds += endSeconds - Math.max(startSeconds, signalUntil);
      signalUntil = until = endSeconds;
      for (let index = 0; index < classes.length; index++) {
        maxima[index] = Math.max(maxima[index]!, probabilities[index]!);
      }
      tracker.add(startSeconds, endSeconds, probabilities, distance, alone);
    },
    addWithoutSignal(endSeconds) {
      tracker.interrupt();
      until = endSeconds;
    },
    finish(file, durationSeconds, warnings) {
      tracker.interrupt();
      // No segment reaches the very end of a recording; rounded sums may be negative.
      const without = signalUntil === 0 ? durationSeconds : Math.max(0, until - signalSeconds);
      addGap(signalUntil, signalUntil === 0 ? durationSeconds : until);
      return {
        file,
        durationSeconds: roundSeconds(durationSeconds),
        secondsWithoutSignal: roundSeconds(without),
        ...(gaps.length > 0 && { spansWithoutSignal: gaps }),
        species: speciesResults(),
        detections: detected(),
        warnings,
      };
    },
  };
}

/** Rounds to three decimals: held-out segments are few. */
function roundNovelty(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}

/** Rounds to five decimals, finer than the network's precision. */
export function roundProbability(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

/** Rounds to a tenth of a millisecond. */
export function roundSeconds(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

import { argMax } from '../../src/eval/scores/index.js';
import { createDetectionList } from './detection-list.js';
import type { RecordingResult, SpeciesProbability } from './types.js';

/** Classes of the model, and the threshold. */
export interface TallyOptions {
  readonly classes: readonly string[];
  /** Background classes, which are not species. They receive probability like other classes but are never reported. */
  readonly backgroundClasses: readonly string[];
  /** A segment counts towards a detection if its top class is a species with at least this probability. */
  readonly minProbability: number;
  /** Channel of the detections, as in `Detection`. */
  readonly channel?: number | undefined;
}

/** Accumulates one recording's segments in order of time. Each costs O(classes) and allocates nothing. */
export interface RecordingTally {
  /**
   * Adds the next segment's probabilities to the recording's mean, which ranks the species.
   * @param probabilities [classes]; not kept
   * @param weight weight in the mean, default 1
   */
  addToRanking(probabilities: ArrayLike<number>, weight?: number): void;
  /**
   * Extends the open detection by the next segment, or closes it and opens a new one.
   * @param probabilities [classes]; not kept
   */
  addToDetections(startSeconds: number, endSeconds: number, probabilities: ArrayLike<number>): void;
  /** Adds the next segment, which has no signal: it closes the open detection. */
  addWithoutSignal(endSeconds: number): void;
  finish(file: string, durationSeconds: number, warnings: readonly string[]): Omit<RecordingResult, 'model'>;
}

interface OpenDetection {
  /** Index into the classes; -1 if none is open. */
  species: number;
  start: number;
  end: number;
  sum: number;
  max: number;
  count: number;
}

/** An empty tally. */
export function createRecordingTally({
  classes,
  backgroundClasses,
  minProbability,
  channel,
}: TallyOptions): RecordingTally {
  const sums = new Float64Array(classes.length);
  const isSpecies = classes.map((name) => !backgroundClasses.includes(name));
  const species = classes.flatMap((_, index) => (isSpecies[index] ? [index] : []));
  const closed = createDetectionList();
  const open: OpenDetection = { species: -1, start: 0, end: 0, sum: 0, max: 0, count: 0 };
  let weightSum = 0;
  /** Seconds in segments with a signal, where the last of those ends, and where the last of all does. */
  let signalSeconds = 0;
  let signalUntil = 0;
  let until = 0;

  const close = (): void => {
    if (open.species < 0) return;
    closed.add({
      startSeconds: roundSeconds(open.start),
      endSeconds: roundSeconds(open.end),
      species: open.species,
      probability: roundProbability(open.sum / open.count),
      maxProbability: roundProbability(open.max),
      segmentCount: open.count,
    });
    open.species = -1;
  };

  return {
    addToRanking(probabilities, weight = 1) {
      weightSum += weight;
      for (let index = 0; index < classes.length; index++) sums[index]! += weight * probabilities[index]!;
    },
    addToDetections(startSeconds, endSeconds, probabilities) {
      signalSeconds += endSeconds - Math.max(startSeconds, signalUntil);
      signalUntil = until = endSeconds;
      const top = argMax(probabilities, 0, classes.length);
      const value = probabilities[top]!;
      if (!isSpecies[top] || value < minProbability) {
        close();
        return;
      }
      if (open.species !== top) {
        close();
        Object.assign(open, { species: top, start: startSeconds, sum: 0, max: 0, count: 0 });
      }
      open.end = endSeconds;
      open.sum += value;
      open.max = Math.max(open.max, value);
      open.count++;
    },
    addWithoutSignal(endSeconds) {
      close();
      until = endSeconds;
    },
    finish(file, durationSeconds, warnings) {
      close();
      // No segment reaches the very end of a recording; rounded sums may be negative.
      const without = signalUntil === 0 ? durationSeconds : Math.max(0, until - signalSeconds);
      return {
        file,
        durationSeconds: roundSeconds(durationSeconds),
        secondsWithoutSignal: roundSeconds(without),
        species: ranking(species, classes, sums, weightSum),
        detections: closed.toArray(classes, channel),
        warnings,
      };
    },
  };
}

function ranking(
  species: readonly number[],
  classes: readonly string[],
  sums: Float64Array,
  weightSum: number,
): SpeciesProbability[] {
  if (weightSum === 0) return [];
  return species
    .map((index) => ({ species: classes[index]!, probability: sums[index]! / weightSum }))
    .sort((a, b) => b.probability - a.probability)
    .map(({ species: name, probability }) => ({ species: name, probability: roundProbability(probability) }));
}

/** Rounds to five decimals, finer than the network's precision. */
export function roundProbability(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

/** Rounds to a tenth of a millisecond. */
export function roundSeconds(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

import { argMax } from '../../src/eval/scores/index.js';
import type { RecordingResult, Detection, SpeciesProbability } from './types.js';

/** What a tally knows of its model, and what was asked for. */
export interface TallyOptions {
  readonly classes: readonly string[];
  /** Those of the classes that stand for no bird: they take their share of probability, and are never reported. */
  readonly backgroundClasses: readonly string[];
  /** A segment counts for a run only when its top class is a species of at least this probability. */
  readonly minProbability: number;
}

/** Adds up one recording's segments as they come, in order of time: O(classes) work and no allocation for a segment. */
export interface RecordingTally {
  /**
   * What is said about the next segment, for the recording's ranking.
   * @param probabilities [classes]; not kept
   * @param weight how much they count
   */
  rank(probabilities: ArrayLike<number>, weight?: number): void;
  /**
   * What is said about the next segment, for the runs.
   * @param probabilities [classes]; not kept
   */
  place(startSeconds: number, endSeconds: number, probabilities: ArrayLike<number>): void;
  finish(file: string, durationSeconds: number, warnings: readonly string[]): RecordingResult;
}

interface OpenRun {
  species: number;
  start: number;
  end: number;
  sum: number;
  max: number;
  count: number;
}

/** An empty tally. */
export function createRecordingTally({ classes, backgroundClasses, minProbability }: TallyOptions): RecordingTally {
  const sums = new Float64Array(classes.length);
  const isSpecies = classes.map((name) => !backgroundClasses.includes(name));
  const species = classes.flatMap((_, index) => (isSpecies[index] ? [index] : []));
  const runs: Detection[] = [];
  const open: OpenRun = { species: -1, start: 0, end: 0, sum: 0, max: 0, count: 0 };
  let weights = 0;

  const close = (): void => {
    if (open.species < 0) return;
    runs.push({
      startSeconds: roundSeconds(open.start),
      endSeconds: roundSeconds(open.end),
      species: classes[open.species]!,
      probability: roundProbability(open.sum / open.count),
      maxProbability: roundProbability(open.max),
      segmentCount: open.count,
    });
    open.species = -1;
  };

  return {
    rank(probabilities, weight = 1) {
      weights += weight;
      for (let index = 0; index < classes.length; index++) sums[index]! += weight * probabilities[index]!;
    },
    place(startSeconds, endSeconds, probabilities) {
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
    finish(file, durationSeconds, warnings) {
      close();
      return {
        file,
        durationSeconds: roundSeconds(durationSeconds),
        species: ranking(species, classes, sums, weights),
        detections: runs,
        warnings,
      };
    },
  };
}

function ranking(
  species: readonly number[],
  classes: readonly string[],
  sums: Float64Array,
  weights: number,
): SpeciesProbability[] {
  if (weights === 0) return [];
  return species
    .map((index) => ({ species: classes[index]!, probability: sums[index]! / weights }))
    .sort((a, b) => b.probability - a.probability)
    .map(({ species: name, probability }) => ({ species: name, probability: roundProbability(probability) }));
}

/** Five decimals: more than the network knows. */
export function roundProbability(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

/** To the tenth of a millisecond. */
export function roundSeconds(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

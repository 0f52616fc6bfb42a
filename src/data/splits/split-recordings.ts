import { UNLABELLED } from '../types.js';
import { drawLabelledRecordings } from './labelled-recordings.js';
import { splitByGroup, type SplitItem } from './split.js';

/** How to split recordings. */
export interface SplitRecordingsOptions {
  /** Fraction of each class that is held out, in [0, 1). */
  readonly validationFraction: number;
  /** Seed for drawing held-out and labelled recordings. */
  readonly seed: number;
  /** Class names. */
  readonly classes: readonly string[];
  /** Number of recordings per class that keep their labels; below 1: fraction; null or absent: all. */
  readonly labelledRecordings?: number | null;
}

/**
 * Indices of recordings, ascending in each list. The lists are disjoint, except that `labelled` and `withheld` divide
 * `train`.
 */
export interface SplitRecordings {
  /** Training recordings with known labels. */
  readonly train: readonly number[];
  /** Recordings of `train` that keep their labels. */
  readonly labelled: readonly number[];
  /** Recordings of `train` whose labels are withheld. */
  readonly withheld: readonly number[];
  /** Training recordings without known labels. */
  readonly unlabelled: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  /** Warnings for the user, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Splits recordings by group. Unlabelled recordings are used for training, except those in a group with a held-out
 * recording. The recordings that keep their labels are drawn from the training split, so that the held-out recordings
 * do not depend on this draw.
 * @param recordings with label `UNLABELLED` if the class is unknown
 * @throws DatasetError for an unknown split name, or if a class has too few recordings to keep the requested number
 *   of labels
 */
export function splitRecordings(
  recordings: readonly SplitItem[],
  { validationFraction, seed, classes, labelledRecordings = null }: SplitRecordingsOptions,
): SplitRecordings {
  const known = indicesWhere(recordings, ({ label }) => label !== UNLABELLED);
  const split = splitByGroup(
    known.map((index) => recordings[index]!),
    { validationFraction, seed, classes },
  );
  const [train, validation, test] = [split.train, split.validation, split.test].map((positions) =>
    pick(known, positions),
  );
  const draw =
    labelledRecordings === null
      ? { labelled: split.train.map((_, item) => item), unlabelled: [], warnings: [] }
      : drawLabelledRecordings(
          train!.map((index) => recordings[index]!),
          { count: labelledRecordings, seed, classes },
        );
  const heldOut = new Set([...validation!, ...test!].map((index) => recordings[index]!.group));
  return {
    train: train!,
    labelled: pick(train!, draw.labelled),
    withheld: pick(train!, draw.unlabelled),
    unlabelled: indicesWhere(recordings, ({ label, group }) => label === UNLABELLED && !heldOut.has(group)),
    validation: validation!,
    test: test!,
    warnings: [...split.warnings, ...draw.warnings],
  };
}

/** How to split recordings without using labels. */
export interface SplitUnlabelledOptions {
  /** Fraction of all recordings that is held out, in [0, 1). */
  readonly validationFraction: number;
  readonly seed: number;
  /** Name of the recordings as a whole, for warnings. */
  readonly name: string;
}

/**
 * Splits recordings by group as if they were of one class, so that labels do not influence what is held out. All
 * training recordings are `unlabelled`.
 * @throws DatasetError for an unknown split name
 */
export function splitRecordingsWithoutLabels(
  recordings: readonly SplitItem[],
  { validationFraction, seed, name }: SplitUnlabelledOptions,
): SplitRecordings {
  const items = recordings.map((recording) => ({ ...recording, label: 0 }));
  const { train, validation, test, warnings } = splitByGroup(items, { validationFraction, seed, classes: [name] });
  return { train: [], labelled: [], withheld: [], unlabelled: train, validation, test, warnings };
}

function indicesWhere(recordings: readonly SplitItem[], condition: (recording: SplitItem) => boolean): number[] {
  return recordings.flatMap((recording, index) => (condition(recording) ? [index] : []));
}

/** Selects indices by their positions in the list. */
function pick(indices: readonly number[], positions: readonly number[]): number[] {
  return positions.map((position) => indices[position]!);
}

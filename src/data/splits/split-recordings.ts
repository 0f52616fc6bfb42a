import { UNLABELLED } from '../types.js';
import { drawLabelledRecordings } from './labelled-recordings.js';
import { splitByGroup, type SplitItem } from './split.js';

/** How recordings are divided. */
export interface SplitRecordingsOptions {
  /** Share of each class that is held out, in [0, 1). */
  readonly validationFraction: number;
  /** Of what is held out, and of which recordings keep their labels. */
  readonly seed: number;
  /** Class names. */
  readonly classes: readonly string[];
  /** How many recordings of every class keep their labels, or which share below 1; null or absent: all. */
  readonly labelledRecordings?: number | null;
}

/** Indices of recordings, ascending in each list: all parts but those of `train` have none in common. */
export interface SplitRecordings {
  /** Labelled ones to train on. */
  readonly train: readonly number[];
  /** Those of `train` that keep their labels. */
  readonly labelled: readonly number[];
  /** Those of `train` that do not. */
  readonly withheld: readonly number[];
  /** Unlabelled ones to train on. */
  readonly unlabelled: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  /** What a person should know, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Divides recordings by their groups. Unlabelled recordings train as well, except those that are of one group with something held out. Which
 * recordings keep their labels is drawn after the split, of those to train on: the held-out ones are the same for every draw.
 * @param recordings label `UNLABELLED` where the class is not known
 * @throws DatasetError if a split is called something else, or a class has fewer recordings than are to keep their labels
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
  const [train, validation, test] = [split.train, split.validation, split.test].map((part) => of(known, part));
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
    labelled: of(train!, draw.labelled),
    withheld: of(train!, draw.unlabelled),
    unlabelled: indicesWhere(recordings, ({ label, group }) => label === UNLABELLED && !heldOut.has(group)),
    validation: validation!,
    test: test!,
    warnings: [...split.warnings, ...draw.warnings],
  };
}

/** How recordings are divided where no label counts. */
export interface SplitUnlabelledOptions {
  /** Share of all recordings that is held out, in [0, 1). */
  readonly validationFraction: number;
  readonly seed: number;
  /** What all of them are together, for warnings. */
  readonly name: string;
}

/**
 * Divides recordings by their groups as if they were of one class: no label decides what is held out. All to train on are `unlabelled`.
 * @throws DatasetError if a split is called something else
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

/** Some of the indices, by their places among them. */
function of(indices: readonly number[], places: readonly number[]): number[] {
  return places.map((place) => indices[place]!);
}

import { UNLABELLED } from '../types.js';
import { assignedSplits } from './assigned-splits.js';
import { drawLabelledRecordings } from './labelled-recordings.js';
import type { SplitName } from './names.js';
import { splitByGroup, splitUnassigned } from './split.js';
import type { SplitItem } from './split-item.js';

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
 * Splits recordings by group. Unlabelled recordings are used for training, except those that are assigned to validation
 * or test, or share a group with a held-out recording. Without a label they cannot be measured, so these are in no
 * split, with a warning if they were assigned. The recordings that keep their labels are drawn from the training split,
 * so that the held-out recordings do not depend on this draw.
 * @param recordings with label `UNLABELLED` if the class is unknown
 * @throws DatasetError for an unknown split name, or if a class has too few recordings to keep the requested number
 *   of labels
 */
export function splitRecordings(
  recordings: readonly SplitItem[],
  { validationFraction, seed, classes, labelledRecordings = null }: SplitRecordingsOptions,
): SplitRecordings {
  // Unlabelled recordings take part: labelled ones of their group follow their assigned split.
  const { assigned, warnings } = assignedSplits(recordings);
  const known = indicesWhere(recordings, ({ label }) => label !== UNLABELLED);
  const split = splitUnassigned(
    known.map((index) => recordings[index]!),
    known.map((index) => assigned[index]),
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
  const heldOutGroups = new Set([...validation!, ...test!].map((index) => recordings[index]!.group));
  const trains = ({ label, group }: SplitItem, index: number): boolean =>
    label === UNLABELLED && (assigned[index] ? assigned[index] === 'train' : !heldOutGroups.has(group));
  return {
    train: train!,
    labelled: pick(train!, draw.labelled),
    withheld: pick(train!, draw.unlabelled),
    unlabelled: indicesWhere(recordings, trains),
    validation: validation!,
    test: test!,
    warnings: [...warnings, ...split.warnings, ...unmeasuredWarnings(recordings, assigned), ...draw.warnings],
  };
}

/** Warns of unlabelled recordings that were assigned to a split in which labels are needed. */
function unmeasuredWarnings(recordings: readonly SplitItem[], assigned: readonly (SplitName | undefined)[]): string[] {
  return (['validation', 'test'] as const).flatMap((name) => {
    const { length } = indicesWhere(recordings, ({ label, split }, i) => {
      return label === UNLABELLED && Boolean(split) && assigned[i] === name;
    });
    if (length === 0) return [];
    return [
      length === 1
        ? `1 unlabelled recording is assigned to ${name}: it is not used, because its species is unknown`
        : `${length} unlabelled recordings are assigned to ${name}: ` +
          'they are not used, because their species are unknown',
    ];
  });
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

function indicesWhere(
  recordings: readonly SplitItem[],
  condition: (recording: SplitItem, index: number) => boolean,
): number[] {
  return recordings.flatMap((recording, index) => (condition(recording, index) ? [index] : []));
}

/** Selects indices by their positions in the list. */
function pick(indices: readonly number[], positions: readonly number[]): number[] {
  return positions.map((position) => indices[position]!);
}

import { DatasetError } from '../../errors.js';
import { createRng } from '../../rng.js';
import type { SplitItem } from './split-item.js';

export interface LabelledRecordingsOptions {
  /** Number of recordings per class that keep their labels; below 1: fraction of them, at least one. */
  readonly count: number;
  readonly seed: number;
  /** Class names. */
  readonly classes: readonly string[];
}

/** Ascending indices of recordings that keep their labels and of those that do not, and warnings for the user. */
export interface LabelledRecordings {
  readonly labelled: readonly number[];
  readonly unlabelled: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Draws the recordings that keep their labels, class by class. Groups are never divided, because a recording that
 * shares recordist, site or session with a labelled one is not realistic unlabelled data. Each class takes its groups
 * in an order that depends only on the seed, and skips groups that would make the requested number of recordings
 * unreachable. If every recording is a separate group, a smaller draw is a subset of a larger one with the same seed.
 * @param items training recordings with labels
 * @throws DatasetError if a class has too few recordings
 */
export function drawLabelledRecordings(
  items: readonly SplitItem[],
  { count, seed, classes }: LabelledRecordingsOptions,
): LabelledRecordings {
  const rng = createRng(seed).split('labelled recordings');
  const chosen = new Set<string>();
  const targets = classes.map((_, label) => targetCount(items, label, count));
  classes.forEach((name, label) => {
    const ofClass = items.filter((item) => item.label === label);
    if (ofClass.length < targets[label]!) {
      throw new DatasetError(
        `data.labelledRecordings: expected ${targets[label]} recordings of ${name} to train on, got ${ofClass.length}`,
      );
    }
    const names = rng.split(label).shuffle([...new Set(ofClass.map(({ group }) => group))].sort());
    const sizes = countBy(ofClass.map(({ group }) => group));
    const groups = names.map((group) => ({ group, size: sizes.get(group)! }));
    for (const group of selectGroups(groups, targets[label]!)) chosen.add(group);
  });
  const indices = items.map((_, index) => index);
  const labelled = indices.filter((index) => chosen.has(items[index]!.group));
  const warnings = classes.flatMap((name, label) => {
    const kept = labelled.filter((index) => items[index]!.label === label).length;
    if (kept <= targets[label]!) return [];
    return [
      `${name}: ${kept} recordings keep their labels instead of ${targets[label]}, because groups are not divided`,
    ];
  });
  return { labelled, unlabelled: indices.filter((index) => !chosen.has(items[index]!.group)), warnings };
}

interface Group {
  readonly group: string;
  readonly size: number;
}

/**
 * Selects the first groups, in order, whose sizes add up to the target or, if that is impossible, to the smallest
 * larger sum.
 */
function selectGroups(groups: readonly Group[], target: number): string[] {
  const largest = groups.reduce((most, { size }) => Math.max(most, size), 0);
  if (largest <= 1) return groups.slice(0, Math.ceil(target)).map(({ group }) => group);
  // The smallest sum that is no less than the target exceeds it by less than a group.
  const bound = Math.ceil(target) + largest;
  // reachableFrom[sum]: the last group from which on the sizes of some groups add up to the sum; -1: none.
  const reachableFrom = new Int32Array(bound + 1).fill(-1);
  reachableFrom[0] = groups.length;
  for (let index = groups.length - 1; index >= 0; index--) {
    const { size } = groups[index]!;
    for (let sum = size; sum <= bound; sum++) {
      if (reachableFrom[sum] === -1 && reachableFrom[sum - size]! > index) reachableFrom[sum] = index;
    }
  }
  let remaining = reachableFrom.findIndex((from, sum) => sum >= target && from >= 0);
  return groups.flatMap(({ group, size }, index) => {
    if (size > remaining || reachableFrom[remaining - size]! <= index) return [];
    remaining -= size;
    return [group];
  });
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function targetCount(items: readonly SplitItem[], label: number, count: number): number {
  if (count >= 1) return count;
  const ofClass = items.filter((item) => item.label === label).length;
  return ofClass === 0 ? 0 : Math.max(1, Math.round(count * ofClass));
}

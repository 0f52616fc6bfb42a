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
    const groups = names.map((group) => ({ group, size: ofClass.filter((item) => item.group === group).length }));
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
  // reachable[i]: sums of the sizes of subsets of the groups from i on.
  const reachable: ReadonlySet<number>[] = [new Set([0])];
  for (const { size } of [...groups].reverse()) {
    const sums = reachable[0]!;
    reachable.unshift(new Set([...sums, ...[...sums].map((sum) => sum + size)]));
  }
  let remaining = Math.min(...[...reachable[0]!].filter((sum) => sum >= target));
  return groups.flatMap(({ group, size }, index) => {
    if (!reachable[index + 1]!.has(remaining - size)) return [];
    remaining -= size;
    return [group];
  });
}

function targetCount(items: readonly SplitItem[], label: number, count: number): number {
  if (count >= 1) return count;
  const ofClass = items.filter((item) => item.label === label).length;
  return ofClass === 0 ? 0 : Math.max(1, Math.round(count * ofClass));
}

import { DatasetError } from '../../errors.js';
import { createRng } from '../../rng.js';
import type { SplitItem } from './split.js';

export interface LabelledRecordingsOptions {
  /** How many recordings of every class keep their labels; below 1: which share of them, and at least one. */
  readonly count: number;
  readonly seed: number;
  /** Class names. */
  readonly classes: readonly string[];
}

/** Which recordings keep their labels: indices, ascending, and what a person should know about them. */
export interface LabelledRecordings {
  readonly labelled: readonly number[];
  readonly unlabelled: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Draws the recordings that keep their labels, class by class, and never through a group: what shares recordist, place or session with a
 * labelled recording would hardly be unlabelled. A class takes its groups in an order that only the seed decides, leaving out those with which
 * it could not have as many recordings as wanted. Where every recording is a group of its own, a smaller draw is a part of a larger one of
 * the same seed.
 * @param items recordings to train on, with labels
 * @throws DatasetError if a class has too few
 */
export function drawLabelledRecordings(
  items: readonly SplitItem[],
  { count, seed, classes }: LabelledRecordingsOptions,
): LabelledRecordings {
  const rng = createRng(seed).split('labelled recordings');
  const chosen = new Set<string>();
  const wanted = classes.map((_, label) => wantedOf(items, label, count));
  classes.forEach((name, label) => {
    const own = items.filter((item) => item.label === label);
    if (own.length < wanted[label]!) {
      throw new DatasetError(
        `data.labelledRecordings: expected ${wanted[label]} recordings of ${name} to train on, got ${own.length}`,
      );
    }
    const names = rng.split(label).shuffle([...new Set(own.map(({ group }) => group))].sort());
    const groups = names.map((group) => ({ group, size: own.filter((item) => item.group === group).length }));
    for (const group of takenOf(groups, wanted[label]!)) chosen.add(group);
  });
  const indices = items.map((_, index) => index);
  const labelled = indices.filter((index) => chosen.has(items[index]!.group));
  const warnings = classes.flatMap((name, label) => {
    const kept = labelled.filter((index) => items[index]!.label === label).length;
    if (kept <= wanted[label]!) return [];
    return [`${name}: ${kept} recordings keep their labels, not ${wanted[label]}: groups are not divided`];
  });
  return { labelled, unlabelled: indices.filter((index) => !chosen.has(items[index]!.group)), warnings };
}

interface Group {
  readonly group: string;
  readonly size: number;
}

/** The first groups in their order that together have as many recordings as wanted or, where no groups have, as few more as possible. */
function takenOf(groups: readonly Group[], wanted: number): string[] {
  // reachable[i]: sizes that some of the groups from i on have together.
  const reachable: ReadonlySet<number>[] = [new Set([0])];
  for (const { size } of [...groups].reverse()) {
    const sums = reachable[0]!;
    reachable.unshift(new Set([...sums, ...[...sums].map((sum) => sum + size)]));
  }
  let left = Math.min(...[...reachable[0]!].filter((sum) => sum >= wanted));
  return groups.flatMap(({ group, size }, index) => {
    if (!reachable[index + 1]!.has(left - size)) return [];
    left -= size;
    return [group];
  });
}

function wantedOf(items: readonly SplitItem[], label: number, count: number): number {
  if (count >= 1) return count;
  const own = items.filter((item) => item.label === label).length;
  return own === 0 ? 0 : Math.max(1, Math.round(count * own));
}

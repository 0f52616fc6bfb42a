import { DatasetError } from '../../errors.js';
import { createRng } from '../../rng.js';
import { nearestName } from '../../nearest-name.js';
import { SPLITS, type SplitName } from './names.js';

/** One recording (or whatever is never to be cut in two). */
export interface SplitItem {
  /** Class. */
  readonly label: number;
  /** Items of one group (recordist, place, session) stay on one side. */
  readonly group: string;
  /** Where the item has been put by hand, as in a `split` column of metadata.csv. */
  readonly split?: string;
  /** How much it counts, for example its number of segments; 1 if absent. */
  readonly weight?: number;
}

export interface SplitOptions {
  /** Share of each class that is held out, in [0, 1). */
  readonly validationFraction: number;
  readonly seed: number;
  /** Class names, for warnings; without them, classes are called by number. */
  readonly classes?: readonly string[];
}

/** Indices of the items in each part, ascending, and what a person should know about them. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  readonly warnings: readonly string[];
}

/** Items of one group that were not put anywhere by hand. */
interface Group {
  readonly name: string;
  readonly items: number[];
  /** Weight per class. */
  readonly weights: Map<number, number>;
}

/**
 * Divides items into training, validation and test parts, by class and never through a group.
 *
 * Items with a `split` keep it, and items without one follow their group. If any item is put into validation by hand, all others
 * are for training; else `validationFraction` of every class is held out of what is left: at least one group, and never the last.
 * There is no test part unless by hand. The order of the items does not matter, and neither does the order of groups: only the seed.
 * @throws DatasetError if a split is called something else
 */
export function splitByGroup(items: readonly SplitItem[], options: SplitOptions): Split {
  const warnings: string[] = [];
  const byHand = splitsOfGroups(items, warnings);
  const parts: Record<SplitName, number[]> = { train: [], validation: [], test: [] };
  const open: number[] = [];
  items.forEach((item, index) => {
    const split = item.split ? (item.split as SplitName) : byHand.get(item.group);
    if (split) parts[split].push(index);
    else open.push(index);
  });

  const groups = groupsOf(items, open);
  const held =
    parts.validation.length > 0 || options.validationFraction === 0
      ? new Set<Group>()
      : holdOut(groups, trainedByHand(items, parts.train), options, warnings);
  for (const group of groups) parts[held.has(group) ? 'validation' : 'train'].push(...group.items);

  for (const name of SPLITS) parts[name].sort((a, b) => a - b);
  return { ...parts, warnings };
}

/** Where the groups go that have an item put by hand; warns of a group in two places. */
function splitsOfGroups(items: readonly SplitItem[], warnings: string[]): Map<string, SplitName> {
  const splits = new Map<string, SplitName>();
  const warned = new Set<string>();
  for (const { split, group } of items) {
    if (!split) continue;
    if (!isSplitName(split)) {
      const near = nearestName(split, SPLITS);
      const hint = near ? `: did you mean ${near}?` : `; expected ${SPLITS.join(', ')}`;
      throw new DatasetError(`unknown split ${JSON.stringify(split)}${hint}`);
    }
    const earlier = splits.get(group);
    if (earlier === undefined) splits.set(group, split);
    else if (earlier !== split && !warned.has(group)) {
      warned.add(group);
      warnings.push(`group ${group} is in both ${earlier} and ${split}, as the split column says: results may flatter`);
    }
  }
  return splits;
}

function isSplitName(name: string): name is SplitName {
  return (SPLITS as readonly string[]).includes(name);
}

function groupsOf(items: readonly SplitItem[], indices: readonly number[]): Group[] {
  const groups = new Map<string, Group>();
  for (const index of indices) {
    const { group: name, label, weight = 1 } = items[index]!;
    let group = groups.get(name);
    if (!group) groups.set(name, (group = { name, items: [], weights: new Map() }));
    group.items.push(index);
    group.weights.set(label, (group.weights.get(label) ?? 0) + weight);
  }
  return [...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Classes that have training examples whatever is held out. */
function trainedByHand(items: readonly SplitItem[], train: readonly number[]): Set<number> {
  return new Set(train.map((index) => items[index]!.label));
}

/**
 * Chooses the groups to hold out. Class by class, the one with the fewest groups first, adds the group that brings the held-out
 * weights of all classes closest to their shares, as long as that improves them or the class has nothing held out yet.
 */
function holdOut(
  groups: readonly Group[],
  trained: ReadonlySet<number>,
  { validationFraction, seed, classes }: SplitOptions,
  warnings: string[],
): Set<Group> {
  const shuffled = createRng(seed).split('split').shuffle(groups);
  const groupsPerClass = new Map<number, number>();
  const total = new Map<number, number>();
  for (const { weights } of groups) {
    for (const [label, weight] of weights) {
      groupsPerClass.set(label, (groupsPerClass.get(label) ?? 0) + 1);
      total.set(label, (total.get(label) ?? 0) + weight);
    }
  }

  const held = new Set<Group>();
  const heldWeight = new Map<number, number>();
  const left = new Map(groupsPerClass);

  /** How far the held-out shares of the group's classes are from the wanted one, with the group (1) and without it (0). */
  const distanceFromFraction = (group: Group, withGroup: 0 | 1): number => {
    let sum = 0;
    for (const [label, weight] of group.weights) {
      sum += Math.abs(((heldWeight.get(label) ?? 0) + withGroup * weight) / total.get(label)! - validationFraction);
    }
    return sum;
  };
  const leavesTraining = (group: Group): boolean =>
    [...group.weights.keys()].every((label) => trained.has(label) || left.get(label)! > 1);

  const order = [...groupsPerClass.keys()].sort((a, b) => groupsPerClass.get(a)! - groupsPerClass.get(b)! || a - b);
  for (const label of order) {
    for (;;) {
      let best: Group | undefined;
      let bestGain = -Infinity;
      for (const group of shuffled) {
        if (held.has(group) || !group.weights.has(label) || !leavesTraining(group)) continue;
        const gain = distanceFromFraction(group, 0) - distanceFromFraction(group, 1);
        if (gain > bestGain + 1e-12) [best, bestGain] = [group, gain];
      }
      const first = (heldWeight.get(label) ?? 0) === 0;
      if (!best || !(first || bestGain > 1e-12)) break;
      held.add(best);
      for (const [other, weight] of best.weights) {
        heldWeight.set(other, (heldWeight.get(other) ?? 0) + weight);
        left.set(other, left.get(other)! - 1);
      }
    }
    if ((heldWeight.get(label) ?? 0) === 0) {
      const name = classes?.[label] ?? `class ${label}`;
      const reason =
        groupsPerClass.get(label) === 1 ? 'one recording or group only' : 'its groups are shared with other classes';
      warnings.push(`${name}: ${reason}, so all of it is for training and its validation accuracy is unknown`);
    }
  }
  return held;
}

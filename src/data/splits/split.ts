import { createRng } from '../../rng.js';
import { assignedSplits } from './assigned-splits.js';
import { SPLITS, type SplitName } from './names.js';
import type { SplitItem } from './split-item.js';

export interface SplitOptions {
  /** Fraction of each class that is held out, in [0, 1). */
  readonly validationFraction: number;
  readonly seed: number;
  /** Class names, for warnings; default: class numbers. */
  readonly classes?: readonly string[];
}

/** Ascending indices of the items in each split, and warnings for the user. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  readonly warnings: readonly string[];
}

/** Items of one group without a manually assigned split. */
interface Group {
  readonly name: string;
  readonly items: number[];
  /** Weight per class. */
  readonly weights: Map<number, number>;
}

/**
 * Splits items into training, validation and test, stratified by class. Groups are never divided.
 *
 * Items with an assigned `split` keep it, and the other items of their group follow. If any item is assigned to
 * validation, all remaining items are used for training. Otherwise `validationFraction` of every class is held out
 * from the remaining items: at least one group, but never the last one. Test contains only assigned items. The result
 * depends on the seed, but not on the order of items or groups.
 * @throws DatasetError for an unknown split name
 */
export function splitByGroup(items: readonly SplitItem[], options: SplitOptions): Split {
  const { assigned, warnings } = assignedSplits(items);
  const rest = splitUnassigned(items, assigned, options);
  return { ...rest, warnings: [...warnings, ...rest.warnings] };
}

/**
 * Splits items whose manually assigned splits are known, as `splitByGroup` does.
 * @param assigned split of each item; undefined: chosen here
 */
export function splitUnassigned(
  items: readonly SplitItem[],
  assigned: readonly (SplitName | undefined)[],
  options: SplitOptions,
): Split {
  const warnings: string[] = [];
  const splits: Record<SplitName, number[]> = { train: [], validation: [], test: [] };
  const unassigned: number[] = [];
  assigned.forEach((split, index) => (split ? splits[split] : unassigned).push(index));

  const groups = groupsOf(items, unassigned);
  const heldOut =
    splits.validation.length > 0 || options.validationFraction === 0
      ? new Set<Group>()
      : holdOut(groups, classesTrained(items, splits.train), options, warnings);
  for (const group of groups) splits[heldOut.has(group) ? 'validation' : 'train'].push(...group.items);

  for (const name of SPLITS) splits[name].sort((a, b) => a - b);
  return { ...splits, warnings };
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

/** Classes with assigned training items, which have training examples whatever is held out. */
function classesTrained(items: readonly SplitItem[], train: readonly number[]): Set<number> {
  return new Set(train.map((index) => items[index]!.label));
}

/**
 * Chooses the groups to hold out. For each class, starting with the one with the fewest groups, repeatedly adds the
 * group that brings the held-out fractions of its classes closest to the target. Stops when no group improves them,
 * but holds out at least one group of the class.
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

  const heldOut = new Set<Group>();
  const heldWeight = new Map<number, number>();
  const groupsLeft = new Map(groupsPerClass);

  /** Distance of the held-out fractions of the group's classes from the target, with (1) or without (0) the group. */
  const distanceFromFraction = (group: Group, withGroup: 0 | 1): number => {
    let sum = 0;
    for (const [label, weight] of group.weights) {
      sum += Math.abs(((heldWeight.get(label) ?? 0) + withGroup * weight) / total.get(label)! - validationFraction);
    }
    return sum;
  };
  const leavesTraining = (group: Group): boolean =>
    [...group.weights.keys()].every((label) => trained.has(label) || groupsLeft.get(label)! > 1);

  const order = [...groupsPerClass.keys()].sort((a, b) => groupsPerClass.get(a)! - groupsPerClass.get(b)! || a - b);
  for (const label of order) {
    for (;;) {
      let best: Group | undefined;
      let bestGain = -Infinity;
      for (const group of shuffled) {
        if (heldOut.has(group) || !group.weights.has(label) || !leavesTraining(group)) continue;
        const gain = distanceFromFraction(group, 0) - distanceFromFraction(group, 1);
        if (gain > bestGain + 1e-12) [best, bestGain] = [group, gain];
      }
      const first = (heldWeight.get(label) ?? 0) === 0;
      if (!best || !(first || bestGain > 1e-12)) break;
      heldOut.add(best);
      for (const [other, weight] of best.weights) {
        heldWeight.set(other, (heldWeight.get(other) ?? 0) + weight);
        groupsLeft.set(other, groupsLeft.get(other)! - 1);
      }
    }
    if ((heldWeight.get(label) ?? 0) === 0) {
      const name = classes?.[label] ?? `class ${label}`;
      const reason =
        groupsPerClass.get(label) === 1 ? 'only one recording or group' : 'its groups are shared with other classes';
      warnings.push(`${name}: ${reason}, so all of it is used for training and its validation accuracy is unknown`);
    }
  }
  return heldOut;
}

import { createRng } from '../../rng.js';
import type { SplitItem } from './split-item.js';

/**
 * Divides items into folds, stratified by class. Groups are never divided. No fold holds all of a class, which could
 * not be trained without it: a group that would complete one is in another fold, or in none. The result depends on the
 * seed, but not on the order of the items.
 * @param folds number of folds, at least 2
 * @returns fold of each item, from 0; −1: none
 */
export function foldsByGroup(items: readonly SplitItem[], folds: number, seed: number): number[] {
  const groups = new Map<string, Map<number, number>>();
  for (const { group, label, weight = 1 } of items) {
    const weights = groups.get(group) ?? new Map<number, number>();
    groups.set(group, weights.set(label, (weights.get(label) ?? 0) + weight));
  }
  const groupsLeft = new Map<number, number>();
  for (const weights of groups.values()) {
    for (const label of weights.keys()) groupsLeft.set(label, (groupsLeft.get(label) ?? 0) + 1);
  }
  const total = (weights: Map<number, number>): number => [...weights.values()].reduce((sum, w) => sum + w, 0);
  const names = createRng(seed)
    .split('folds')
    .shuffle([...groups.keys()].sort());
  // Large groups first: the small ones even out what they leave.
  names.sort((a, b) => total(groups.get(b)!) - total(groups.get(a)!));
  const loads = Array.from({ length: folds }, () => new Map<number, number>());
  const foldOf = new Map<string, number>();
  /** Folds of each class; −1: outside of all. */
  const foldsOf = new Map<number, Set<number>>();
  for (const name of names) {
    const weights = groups.get(name)!;
    const labels = [...weights.keys()];
    for (const label of labels) groupsLeft.set(label, groupsLeft.get(label)! - 1);
    const completesClass = (fold: number): boolean =>
      labels.some(
        (label) => groupsLeft.get(label) === 0 && [...(foldsOf.get(label) ?? [])].every((own) => own === fold),
      );
    const costs = loads.map((load) => {
      const same = [...weights].reduce((sum, [label, weight]) => sum + weight * (load.get(label) ?? 0), 0);
      return [same, total(load)] as const;
    });
    let best = -1;
    for (let fold = 0; fold < folds; fold++) {
      if (completesClass(fold)) continue;
      const difference = best < 0 ? -1 : costs[fold]![0] - costs[best]![0] || costs[fold]![1] - costs[best]![1];
      if (difference < 0) best = fold;
    }
    foldOf.set(name, best);
    for (const label of labels) foldsOf.set(label, (foldsOf.get(label) ?? new Set()).add(best));
    if (best < 0) continue;
    for (const [label, weight] of weights) loads[best]!.set(label, (loads[best]!.get(label) ?? 0) + weight);
  }
  return items.map(({ group }) => foldOf.get(group) ?? -1);
}

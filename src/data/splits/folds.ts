import { createRng } from '../../rng.js';
import type { SplitItem } from './split-item.js';

/**
 * Divides items into folds, stratified by class. Groups are never divided. A group that holds all of a class is in no
 * fold: without it, the class could not be trained. The result depends on the seed, but not on the order of the items.
 * @param folds number of folds, at least 2
 * @returns fold of each item, from 0; −1: none
 */
export function foldsByGroup(items: readonly SplitItem[], folds: number, seed: number): number[] {
  const groups = new Map<string, Map<number, number>>();
  for (const { group, label, weight = 1 } of items) {
    const weights = groups.get(group) ?? new Map<number, number>();
    groups.set(group, weights.set(label, (weights.get(label) ?? 0) + weight));
  }
  const groupsOf = new Map<number, number>();
  for (const weights of groups.values()) {
    for (const label of weights.keys()) groupsOf.set(label, (groupsOf.get(label) ?? 0) + 1);
  }
  const total = (weights: Map<number, number>): number => [...weights.values()].reduce((sum, w) => sum + w, 0);
  const names = createRng(seed)
    .split('folds')
    .shuffle([...groups.keys()].sort());
  // Large groups first: the small ones even out what they leave.
  names.sort((a, b) => total(groups.get(b)!) - total(groups.get(a)!));
  const loads = Array.from({ length: folds }, () => new Map<number, number>());
  const foldOf = new Map<string, number>();
  for (const name of names) {
    const weights = groups.get(name)!;
    if ([...weights.keys()].some((label) => groupsOf.get(label) === 1)) continue;
    const costs = loads.map((load) => {
      const same = [...weights].reduce((sum, [label, weight]) => sum + weight * (load.get(label) ?? 0), 0);
      return [same, total(load)] as const;
    });
    let best = 0;
    for (let fold = 1; fold < folds; fold++) {
      const difference = costs[fold]![0] - costs[best]![0] || costs[fold]![1] - costs[best]![1];
      if (difference < 0) best = fold;
    }
    foldOf.set(name, best);
    for (const [label, weight] of weights) loads[best]!.set(label, (loads[best]!.get(label) ?? 0) + weight);
  }
  return items.map(({ group }) => foldOf.get(group) ?? -1);
}

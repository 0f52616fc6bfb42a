import { createRng } from '#src/rng.js';

/** A recording of a labelled corpus. */
export interface Item {
  /** Path below the corpus. */
  readonly file: string;
  readonly species: string;
  /** Recordings of one group are never divided. */
  readonly group: string;
}

/**
 * Divides items into folds by group: each species is spread over the folds as evenly as its groups allow.
 * @returns the fold of each item
 */
export function foldsByGroup(items: readonly Item[], folds: number, seed: number): number[] {
  const groups = createRng(seed).shuffle([...new Set(items.map(({ group }) => group))].sort());
  const sizeOf = (group: string): number => items.filter((item) => item.group === group).length;
  const counts = Array.from({ length: folds }, () => new Map<string, number>());
  const foldOf = new Map<string, number>();
  // Large groups first: the small ones even out what they leave.
  for (const group of [...groups].sort((a, b) => sizeOf(b) - sizeOf(a))) {
    const members = items.filter((item) => item.group === group);
    const load = counts.map((count, fold) => {
      const same = members.reduce((sum, { species }) => sum + (count.get(species) ?? 0), 0);
      const all = [...count.values()].reduce((sum, n) => sum + n, 0);
      return { fold, same, all };
    });
    const { fold } = load.sort((a, b) => a.same - b.same || a.all - b.all || a.fold - b.fold)[0]!;
    foldOf.set(group, fold);
    for (const { species } of members) counts[fold]!.set(species, (counts[fold]!.get(species) ?? 0) + 1);
  }
  return items.map(({ group }) => foldOf.get(group)!);
}

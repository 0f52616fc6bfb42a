import { describe, expect, it } from 'vitest';
import { foldsByGroup } from '#src/data/index.js';
import { createRng } from '#src/rng.js';

/** Items of one class each per group. */
const items = (groups: readonly (readonly [group: string, label: number, count: number])[]) =>
  groups.flatMap(([group, label, count]) => Array.from({ length: count }, () => ({ group, label })));

describe('folds by group', () => {
  const corpus = items(
    Array.from({ length: 24 }, (_, i) => [`g${i}`, i % 3, 1 + (i % 2)] as const), // 8 groups of each class
  );

  it('never divide a group', () => {
    const folds = foldsByGroup(corpus, 4, 1);
    const foldOf = new Map<string, number>();
    corpus.forEach(({ group }, i) => {
      expect(foldOf.get(group) ?? folds[i]).toBe(folds[i]);
      foldOf.set(group, folds[i]!);
    });
  });

  it('spread each class evenly', () => {
    const folds = foldsByGroup(corpus, 4, 1);
    for (const label of [0, 1, 2]) {
      const counts = [0, 0, 0, 0];
      corpus.forEach((item, i) => item.label === label && counts[folds[i]!]!++);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('depend on the seed, and on nothing else', () => {
    const shuffled = createRng(3).shuffle(corpus.map((_, i) => i));
    const folds = foldsByGroup(corpus, 3, 5);
    const again = foldsByGroup(shuffled.map((i) => corpus[i]!), 3, 5); // prettier-ignore
    shuffled.forEach((i, at) => expect(again[at]).toBe(folds[i]));
    expect(foldsByGroup(corpus, 3, 6)).not.toEqual(folds);
  });

  it('leave a class to train to every fold, however groups and classes lie', () => {
    const rng = createRng(8);
    for (let trial = 0; trial < 300; trial++) {
      const mixed = Array.from({ length: 4 + rng.integer(20) }, () => ({
        group: `r${rng.integer(6)}`,
        label: rng.integer(6),
      }));
      const count = 2 + rng.integer(3);
      const folds = foldsByGroup(mixed, count, trial);
      for (const label of new Set(mixed.map((item) => item.label))) {
        const own = new Set(folds.filter((_, i) => mixed[i]!.label === label));
        expect(own.size > 1 || own.has(-1)).toBe(true);
      }
    }
  });

  it('hold out no group without which a class could not be trained', () => {
    const rare = [...corpus, ...items([['only', 3, 2]])];
    const folds = foldsByGroup(rare, 3, 1);
    rare.forEach(({ group }, i) => expect(folds[i] === -1).toBe(group === 'only'));
  });
});

import { describe, expect, it } from 'vitest';
import { splitByGroup } from '#src/data/splits/split.js';
import type { SplitItem } from '#src/data/splits/split-item.js';
import { createRng } from '#src/rng.js';

const corpus = (classCount: number, groupsPerClass: number, perGroup: number): SplitItem[] => {
  const items: SplitItem[] = [];
  for (let label = 0; label < classCount; label++) {
    for (let group = 0; group < groupsPerClass; group++) {
      for (let k = 0; k < perGroup; k++) items.push({ label, group: `c${label}g${group}` });
    }
  }
  return items;
};

describe('splitByGroup', () => {
  it('puts every item into exactly one split', () => {
    const items = corpus(5, 7, 3);
    const { train, validation, test } = splitByGroup(items, { validationFraction: 0.3, seed: 1 });
    expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(items.map((_, index) => index));
    expect(test).toEqual([]);
  });

  it('never divides a group, whatever the sizes, classes and seed', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = createRng(seed);
      const items: SplitItem[] = Array.from({ length: 20 + rng.integer(60) }, () => ({
        label: rng.integer(4),
        group: `g${rng.integer(15)}`,
        weight: 1 + rng.integer(50),
      }));
      const split = splitByGroup(items, { validationFraction: rng.uniform() * 0.9, seed });
      const groupsOf = (indices: readonly number[]): Set<string> =>
        new Set(indices.map((index) => items[index]!.group));
      const validationGroups = groupsOf(split.validation);
      for (const group of groupsOf(split.train)) expect(validationGroups.has(group)).toBe(false);
      const trained = new Set(split.train.map((index) => items[index]!.label));
      for (const { label } of items) expect(trained.has(label)).toBe(true);
    }
  });

  it('holds out the requested fraction of every class', () => {
    const items = corpus(10, 8, 2);
    const { validation } = splitByGroup(items, { validationFraction: 0.25, seed: 3 });
    const perClass = new Array<number>(10).fill(0);
    for (const index of validation) perClass[items[index]!.label]!++;
    expect(perClass).toEqual(new Array(10).fill(4));
  });

  it('holds out at least one group of every class that has two', () => {
    const items = corpus(4, 2, 5);
    const { validation, warnings } = splitByGroup(items, { validationFraction: 0.01, seed: 3 });
    expect(new Set(validation.map((index) => items[index]!.label)).size).toBe(4);
    expect(warnings).toEqual([]);
  });

  it('keeps a class with one group for training, with a warning', () => {
    const items: SplitItem[] = [...corpus(2, 3, 1), { label: 2, group: 'only' }, { label: 2, group: 'only' }];
    const { train, warnings } = splitByGroup(items, { validationFraction: 0.3, seed: 1, classes: ['a', 'b', 'wren'] });
    expect(train).toEqual(expect.arrayContaining([6, 7]));
    expect(warnings).toEqual([
      'wren: only one recording or group, so all of it is used for training and its validation accuracy is unknown',
    ]);
  });

  it('depends on the seed, but not on the order of the items', () => {
    const items = corpus(3, 9, 1);
    const at = (seed: number, list: readonly SplitItem[]): string[] =>
      splitByGroup(list, { validationFraction: 0.3, seed })
        .validation.map((index) => list[index]!.group)
        .sort();
    expect(at(1, items)).toEqual(at(1, [...items].reverse()));
    expect(at(1, items)).not.toEqual(at(2, items));
  });

  it('holds out nothing with a fraction of 0', () => {
    const split = splitByGroup(corpus(2, 3, 1), { validationFraction: 0, seed: 1 });
    expect(split.validation).toEqual([]);
    expect(split.warnings).toEqual([]);
  });

  it('follows a split column, also for the other items of the groups in it', () => {
    const items: SplitItem[] = [
      { label: 0, group: 'a', split: 'validation' },
      { label: 0, group: 'a' },
      { label: 0, group: 'b' },
      { label: 1, group: 'c', split: 'test' },
      { label: 1, group: 'd' },
      { label: 1, group: 'e', split: 'train' },
    ];
    const split = splitByGroup(items, { validationFraction: 0.5, seed: 1 });
    expect(split).toEqual({ train: [2, 4, 5], validation: [0, 1], test: [3], warnings: [] });
  });

  it('still holds out validation items when only test items are assigned', () => {
    const items: SplitItem[] = [...corpus(2, 4, 1), { label: 0, group: 't', split: 'test' }];
    const split = splitByGroup(items, { validationFraction: 0.25, seed: 1 });
    expect(split.test).toEqual([8]);
    expect(split.validation).toHaveLength(2);
  });

  it('warns about a group that the split column puts into two splits', () => {
    const items: SplitItem[] = [
      { label: 0, group: 'a', split: 'validation' },
      { label: 0, group: 'a', split: 'train' },
    ];
    const split = splitByGroup(items, { validationFraction: 0.5, seed: 1 });
    expect(split.warnings).toEqual([
      'group a is in both validation and train in the split column: results may be optimistic',
    ]);
  });

  it('refuses an unknown split by name', () => {
    const split = (name: string) =>
      splitByGroup([{ label: 0, group: 'a', split: name }], { validationFraction: 0, seed: 1 });
    expect(() => split('Valid')).toThrow('unknown split "Valid": did you mean validation?');
    expect(() => split('other')).toThrow('unknown split "other"; expected train, validation, test');
  });
});

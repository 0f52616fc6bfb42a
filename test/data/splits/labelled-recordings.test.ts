import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  drawLabelledRecordings,
  readRecordingSplit,
  writeRecordingSplit,
  type RecordingSplit,
  type SplitItem,
} from '#src/data/index.js';
import { DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const CLASSES = ['a', 'b', 'c'];

/** Recordings of three alternating classes: the given number of each, in groups of the given size. */
const recordings = (each: number, groupSize = 1): SplitItem[] =>
  Array.from({ length: each * 3 }, (_, index) => {
    const [label, number] = [index % 3, Math.floor(index / 3)];
    return { label, group: `${CLASSES[label]}-${Math.floor(number / groupSize)}` };
  });

const draw = (items: readonly SplitItem[], count: number, seed = 1) =>
  drawLabelledRecordings(items, { count, seed, classes: CLASSES });
const countsOf = (items: readonly SplitItem[], indices: readonly number[]): number[] =>
  CLASSES.map((_, label) => indices.filter((index) => items[index]!.label === label).length);

describe('drawLabelledRecordings', () => {
  it.each([
    [3, [3, 3, 3]],
    [1, [1, 1, 1]],
    [0.5, [3, 3, 3]],
    [0.34, [2, 2, 2]],
    [0.01, [1, 1, 1]],
    [0.99, [6, 6, 6]],
  ])('of six per class with %d keeps %j, and returns all others as unlabelled', (count, expected) => {
    const items = recordings(6);
    const { labelled, unlabelled, warnings } = draw(items, count);
    expect(countsOf(items, labelled)).toEqual(expected);
    expect([...labelled, ...unlabelled].sort((a, b) => a - b)).toEqual(items.map((_, index) => index));
    expect(warnings).toEqual([]);
  });

  it('applies the fraction to each class separately', () => {
    const items = [...recordings(4), ...recordings(8).filter(({ label }) => label === 0)];
    expect(countsOf(items, draw(items, 0.5).labelled)[0]).toBeGreaterThanOrEqual(6);
  });

  it('depends on the seed, but not on the order of recordings', () => {
    const items = recordings(8);
    const names = (order: readonly SplitItem[], seed: number): string[] =>
      draw(order, 3, seed)
        .labelled.map((index) => order[index]!.group)
        .sort();
    expect(names(items, 1)).toEqual(names(items, 1));
    expect(names(items, 1)).toEqual(names([...items].reverse(), 1));
    expect(names(items, 1)).not.toEqual(names(items, 2));
  });

  it('contains the smaller draws with the same seed', () => {
    const items = recordings(12);
    const large = new Set(draw(items, 7).labelled);
    for (const count of [1, 2, 5]) expect(draw(items, count).labelled.every((index) => large.has(index))).toBe(true);
  });

  it('never divides a group, and warns if this keeps more labels than requested', () => {
    const items = recordings(6, 2);
    const { labelled, unlabelled, warnings } = draw(items, 3);
    const groups = new Set(labelled.map((index) => items[index]!.group));
    expect(unlabelled.filter((index) => groups.has(items[index]!.group))).toEqual([]);
    expect(countsOf(items, labelled)).toEqual([4, 4, 4]);
    expect(warnings).toEqual(
      CLASSES.map((name) => `${name}: 4 recordings keep their labels instead of 3, because groups are not divided`),
    );
    expect(draw(items, 4).warnings).toEqual([]);
  });

  it.each([
    [4, 4],
    [5, 5],
    [8, 9],
    [3, 3],
    [2, 2],
  ])('of groups of 3, 2, 2 and 2 recordings takes for %i those that have %i together', (count, expected) => {
    const sizes = [3, 2, 2, 2];
    const items = sizes.flatMap((size, group) => Array.from({ length: size }, () => ({ label: 0, group: `${group}` })));
    for (let seed = 0; seed < 10; seed++) {
      const { labelled, warnings } = drawLabelledRecordings(items, { count, seed, classes: ['a'] });
      expect([labelled.length, warnings.length]).toEqual([expected, Number(expected > count)]);
    }
  });

  it('draws from thousands of recordings at once', { timeout: 5_000 }, () => {
    const items = Array.from({ length: 8_000 }, (_, index) => ({
      label: 0,
      group: `${index - (index % 7 === 1 ? 1 : 0)}`,
    }));
    for (const count of [5, 4_000]) {
      const { labelled, warnings } = drawLabelledRecordings(items, { count, seed: 1, classes: ['a'] });
      expect([labelled.length, warnings]).toEqual([count, []]);
    }
  });

  it('keeps the labels of all species of a group chosen for one of them', () => {
    const shared = [0, 1].flatMap((label) => [
      { label, group: 'dawn' },
      { label, group: `own-${label}` },
    ]);
    const items = [...shared, { label: 2, group: 'x' }];
    for (let seed = 0; seed < 8; seed++) {
      const { labelled } = draw(items, 1, seed);
      const inDawn = labelled.filter((index) => items[index]!.group === 'dawn').length;
      expect([0, 2]).toContain(inDawn);
    }
  });

  it('refuses more recordings than a class has for training', () => {
    expect(() => draw(recordings(2), 3)).toThrow(
      new DatasetError('data.labelledRecordings: expected 3 recordings of a to train on, got 2'),
    );
  });
});

describe('a split of recordings', () => {
  const folder = useTemporaryFolder({ perTest: true });

  const split: RecordingSplit = {
    name: 'birds10-seed1-labelled3',
    dataset: 'birds10',
    fingerprint: 'abc',
    seed: 1,
    labelledRecordings: 3,
    classes: CLASSES,
    labelled: ['a/1.wav', 'b/1.wav'],
    unlabelled: ['a/2.wav'],
  };

  it('is written once, under a name with all parameters, and read back', async () => {
    const path = await writeRecordingSplit(folder.path, split);
    expect(path).toBe(join(folder.path, 'birds10-seed1-labelled3.json'));
    expect(await readRecordingSplit(path)).toEqual(split);
    const before = readFileSync(path);
    await writeRecordingSplit(folder.path, split);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder.path)).toHaveLength(1);
  });

  it('is never overwritten by a different split', async () => {
    const path = await writeRecordingSplit(folder.path, split);
    await expect(writeRecordingSplit(folder.path, { ...split, labelled: ['a/2.wav'], unlabelled: [] })).rejects.toThrow(
      new DatasetError(
        `${path}: expected birds10-seed1-labelled3 as just drawn, got different examples: ` +
          'splits are never overwritten; move the file away, or use it as is',
      ),
    );
    await expect(writeRecordingSplit(folder.path, { ...split, fingerprint: 'def' })).rejects.toThrow(
      'a split of different data',
    );
    expect(await readRecordingSplit(path)).toEqual(split);
  });

  it('names a file that is not a split of recordings', async () => {
    const path = join(folder.path, 'x.json');
    writeFileSync(path, '{"format": "lyrebird-label-split"}');
    await expect(readRecordingSplit(path)).rejects.toThrow(`${path}: expected a split of recordings, got format: `);
    writeFileSync(path, 'not JSON');
    await expect(readRecordingSplit(path)).rejects.toThrow(
      new DatasetError(`${path}: expected a split of recordings in JSON, got invalid JSON`),
    );
  });
});

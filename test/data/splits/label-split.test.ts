import { readdir, readFile, truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { drawLabelled, labelledView, readLabelSplit, writeLabelSplit } from '#src/data/index.js';
import { openImageDataset } from '#src/data/images/index.js';
import { UNLABELLED, type Dataset } from '#src/data/types.js';
import { ConfigError, DatasetError, OutputError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sharedData } from '../images/readers/support.js';

const folder = useTemporaryFolder({ perTest: true });

/** Classes alternate; every tenth example has no label. */
function examples(length: number, shift = 0): Dataset {
  const classes = ['a', 'b', 'c'];
  return {
    name: 'letters',
    classes,
    inputShape: [1],
    length,
    label: (index) => (index % 10 === 9 ? UNLABELLED : (index + shift) % classes.length),
    source: (index) => index,
    read: (index, out, offset) => (out[offset] = index),
  };
}

describe('drawLabelled', () => {
  it('draws the same number from every class, in ascending order, and only labelled examples', () => {
    const dataset = examples(300);
    const split = drawLabelled(dataset, { count: 60, seed: 4 });
    expect(split.name).toBe('letters-seed4-labels60');
    expect(split.indices).toEqual([...new Set(split.indices)].sort((x, y) => x - y));
    const counts = [0, 0, 0];
    for (const index of split.indices) counts[dataset.label(index)]!++;
    expect(counts).toEqual([20, 20, 20]);
  });

  it('depends only on the seed', () => {
    const draw = (seed: number) => drawLabelled(examples(300), { count: 30, seed }).indices;
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('contains the smaller splits with the same seed', () => {
    const large = new Set(drawLabelled(examples(300), { count: 60, seed: 1 }).indices);
    expect(drawLabelled(examples(300), { count: 15, seed: 1 }).indices.every((index) => large.has(index))).toBe(true);
  });

  it.each([0, -3, 10, 4.5, NaN])('refuses %d labels for three classes', (count) => {
    expect(() => drawLabelled(examples(300), { count, seed: 1 })).toThrow(
      new ConfigError(`labels: expected a multiple of 3, the number of classes, got ${count}`),
    );
  });

  it('refuses more labels than a class has', () => {
    expect(() => drawLabelled(examples(30), { count: 30, seed: 1 })).toThrow(
      new DatasetError('letters: expected 10 labelled examples of class a to draw, got 9'),
    );
  });

  const real = sharedData('mnist');
  it.skipIf(!real.there)('keeps drawing the same 50 digits of MNIST', async () => {
    const mnist = await openImageDataset({
      dataset: 'mnist',
      dir: real.dir,
      split: 'train',
      normalisation: 'unit-norm',
    });
    const split = drawLabelled(mnist, { count: 50, seed: 1 });
    expect(split.name).toBe('mnist-seed1-labels50');
    expect(split.indices.slice(0, 8)).toEqual([707, 1062, 1770, 2507, 3033, 4277, 4447, 5639]);
  });
});

describe('labelledView', () => {
  it('keeps only the labels of the split, and all other properties of the data', () => {
    const dataset = examples(90);
    const split = drawLabelled(dataset, { count: 6, seed: 1 });
    const view = labelledView(dataset, split);
    expect(view.name).toBe('letters-seed1-labels6');
    for (let index = 0; index < 90; index++) {
      expect(view.label(index)).toBe(split.indices.includes(index) ? dataset.label(index) : UNLABELLED);
      expect(view.source(index)).toBe(index);
    }
    const out = new Float32Array(2);
    view.read(41, out, 1);
    expect([...out]).toEqual([0, 41]);
    expect(view.augment).toBeUndefined();
  });

  it('refuses different data', () => {
    const split = drawLabelled(examples(90), { count: 6, seed: 1 });
    for (const other of [examples(91), examples(90, 1)]) {
      expect(() => labelledView(other, split)).toThrow(/^letters-seed1-labels6: expected the data it was drawn from/);
    }
  });
});

describe('a split as a file', () => {
  const split = drawLabelled(examples(90), { count: 6, seed: 1 });

  it('is read back unchanged', async () => {
    const path = await writeLabelSplit(folder.path, split);
    expect(path).toBe(`${folder.path}/letters-seed1-labels6.json`);
    expect(await readLabelSplit(path)).toEqual(split);
  });

  it('is written once, and may be written again if it is the same', async () => {
    const path = await writeLabelSplit(folder.path, split);
    expect(await writeLabelSplit(folder.path, split)).toBe(path);
    expect(await readdir(folder.path)).toEqual(['letters-seed1-labels6.json']);
  });

  it('appears once and complete when several processes write it at the same time', async () => {
    const paths = await Promise.all(Array.from({ length: 8 }, () => writeLabelSplit(folder.path, split)));
    expect(new Set(paths).size).toBe(1);
    expect(await readLabelSplit(paths[0]!)).toEqual(split);
    expect(await readdir(folder.path)).toHaveLength(1);
  });

  it('is never overwritten by a different split of the same name', async () => {
    const path = await writeLabelSplit(folder.path, split);
    const before = await readFile(path, 'utf8');
    const others = [
      [{ ...split, indices: [0, 1, 2, 3, 4, 5] }, 'different examples'],
      [drawLabelled(examples(91), { count: 6, seed: 1 }), 'a split of different data'],
    ] as const;
    for (const [other, difference] of others) {
      await expect(writeLabelSplit(folder.path, other)).rejects.toThrow(
        new DatasetError(
          `${path}: expected letters-seed1-labels6 as just drawn, got ${difference}: ` +
            'splits are never overwritten; move the file away, or use it as is',
        ),
      );
    }
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('has a file name without folders, whatever the name of the data', async () => {
    const path = await writeLabelSplit(folder.path, { ...split, name: '../my data: 1' });
    expect(path).toBe(`${folder.path}/..-my-data-1.json`);
  });

  it('cannot be written if the folder does not exist', async () => {
    await expect(writeLabelSplit(`${folder.path}/none`, split)).rejects.toThrow(OutputError);
  });

  it('is refused before it is read if it is larger than any split', async () => {
    const path = await folder.write('large.json', '{');
    await truncate(path, 1 << 30);
    await expect(readLabelSplit(path)).rejects.toThrow(
      new DatasetError(`${path}: expected a label split, got a file of 1073741824 bytes`),
    );
  });

  it.each([
    ['nested without end', '['.repeat(100_000), 'expected a label split in JSON, got invalid JSON'],
    ['not JSON', 'indices: [1]', 'expected a label split in JSON, got invalid JSON'],
    ['not a split', '{"format":"other"}', /^expected a label split, got format: /],
    [
      'too few indices',
      JSON.stringify({ ...file(), indices: [1, 2] }),
      'expected 6 ascending indices below 90, got 2 that are not: damaged',
    ],
    ['an index twice', JSON.stringify({ ...file(), indices: [1, 1, 2, 3, 4, 5] }), /damaged$/],
    ['an index outside', JSON.stringify({ ...file(), indices: [1, 2, 3, 4, 5, 90] }), /damaged$/],
  ])('is refused if it is %s', async (_, content, message) => {
    const path = await folder.write('split.json', content);
    const error = await readLabelSplit(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatasetError);
    const text = (error as Error).message;
    expect(text.startsWith(`${path}: `)).toBe(true);
    expect(text.slice(path.length + 2)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  function file(): object {
    return { format: 'lyrebird-label-split', version: 1, ...split };
  }
});

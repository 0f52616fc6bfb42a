import { describe, expect, it } from 'vitest';
import { IMAGE_DATASET_NAMES, IMAGE_DATASETS } from '#src/data/images/index.js';

describe('IMAGE_DATASETS', () => {
  it('contains the data sets of the paper, by name', () => {
    expect(IMAGE_DATASET_NAMES.slice(0, 3)).toEqual(['mnist', 'svhn', 'cifar10']);
    expect(Object.keys(IMAGE_DATASETS).sort()).toEqual([...IMAGE_DATASET_NAMES].sort());
  });

  it.each(IMAGE_DATASET_NAMES)('%s finds its published files, but not an incomplete set', (name) => {
    const { findFiles, remote } = IMAGE_DATASETS[name];
    const all = remote.files.flatMap(({ name, members }) => members?.map((member) => member.name) ?? [name]).sort();
    const [train, test] = [findFiles(all, 'train'), findFiles(all, 'test')];
    expect([...train!, ...test!].sort()).toEqual(all);
    expect(findFiles([], 'train')).toBeUndefined();
    expect(findFiles(train!.slice(1), 'test')).toBeUndefined();
  });

  it.each(IMAGE_DATASET_NAMES)(
    '%s has distinct classes, and a mean and a standard deviation for each channel',
    (name) => {
      const { classes, statistics } = IMAGE_DATASETS[name];
      expect(classes.length).toBeGreaterThan(1);
      expect(new Set(classes).size).toBe(classes.length);
      expect(statistics.std).toHaveLength(statistics.mean.length);
      for (const value of [...statistics.mean, ...statistics.std]) expect(value > 0 && value < 1).toBe(true);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { concat } from '#src/data/concat.js';
import { nearestName } from '#src/nearest-name.js';
import { relabel } from '#src/data/relabel.js';
import { indicesOfSources, subset } from '#src/data/subset.js';
import { backgroundClasses, fingerprint, labelCounts, sourceCount } from '#src/data/summary.js';
import { UNLABELLED, type Dataset } from '#src/data/types.js';

/** Example i is [base + i, base + i]; two examples per source. */
const numbers = (length: number, base = 0, extra: Partial<Dataset> = {}): Dataset => ({
  name: `numbers from ${base}`,
  classes: ['wren', 'robin', 'noise'],
  inputShape: [2],
  length,
  label: (index) => index % 3,
  source: (index) => index >> 1,
  read: (index, out, offset) => void out.fill(base + index, offset, offset + 2),
  ...extra,
});

const values = (dataset: Dataset): number[] => {
  const out = new Float32Array(2 * dataset.length);
  for (let index = 0; index < dataset.length; index++) dataset.read(index, out, 2 * index);
  return [...out].filter((_, index) => index % 2 === 0);
};

describe('views of datasets', () => {
  it('a subset reads the selected examples, labels and sources in the given order', () => {
    const view = subset(numbers(10), [7, 0, 3], 'three');
    expect([view.name, view.length, ...values(view)]).toEqual(['three', 3, 7, 0, 3]);
    expect([0, 1, 2].map((index) => [view.label(index), view.source(index)])).toEqual([
      [1, 3],
      [0, 0],
      [0, 1],
    ]);
    expect(view.augment).toBeUndefined();
    expect(() => subset(numbers(3), [3], 'far')).toThrow('subset far: expected indices below 3, got 3');
    expect(() => view.label(3)).toThrow('expected an index below 3, got 3');
  });

  it('a subset augments if its dataset does', () => {
    const augment: Dataset['augment'] = (index, _rng, out, offset) => void out.fill(-index, offset, offset + 2);
    const out = new Float32Array(2);
    subset(numbers(10, 0, { augment }), [4], 'one').augment!(0, undefined as never, out, 0);
    expect([...out]).toEqual([-4, -4]);
  });

  it('views have loudness if their dataset does', () => {
    const loud = numbers(4, 0, { loudness: (index) => 10 * index });
    expect(subset(loud, [3, 1], 'two').loudness!(0)).toBe(30);
    expect(relabel(loud, ['robin']).dataset.loudness!(2)).toBe(20);
    const both = concat(loud, numbers(2, 0, { loudness: () => 5 }), 'both');
    expect([3, 4].map((index) => both.loudness!(index))).toEqual([30, 5]);
    expect(concat(loud, numbers(2), 'both')).not.toHaveProperty('loudness');
    expect(subset(numbers(4), [0], 'one')).not.toHaveProperty('loudness');
    expect(relabel(numbers(4), ['robin']).dataset).not.toHaveProperty('loudness');
  });

  it('examples are selected by source', () => {
    expect([...indicesOfSources(numbers(8), [3, 0])]).toEqual([0, 1, 6, 7]);
  });

  it('concatenated datasets have consecutive source numbers', () => {
    const both = concat(numbers(3), numbers(2, 100, { label: () => UNLABELLED }), 'both');
    expect(values(both)).toEqual([0, 1, 2, 100, 101]);
    expect([0, 1, 2, 3, 4].map((index) => both.label(index))).toEqual([0, 1, 2, UNLABELLED, UNLABELLED]);
    expect([0, 1, 2, 3, 4].map((index) => both.source(index))).toEqual([0, 0, 1, 2, 2]);
    expect(() => concat(numbers(1), numbers(1, 0, { inputShape: [3] }), 'odd')).toThrow(
      'odd: expected examples of one shape, got [2] and [3]',
    );
  });

  it('labels are matched by class name; examples of unknown classes become unlabelled', () => {
    const { dataset, unknown } = relabel(numbers(4), ['owl', 'robin', 'wren']);
    expect([0, 1, 2, 3].map((index) => dataset.label(index))).toEqual([2, 1, UNLABELLED, 2]);
    expect(unknown).toEqual(['noise']);
    expect(relabel(numbers(1, 0, { label: () => UNLABELLED }), ['owl']).dataset.label(0)).toBe(UNLABELLED);
  });

  it('counts sources and labels', () => {
    expect(sourceCount(numbers(7))).toBe(4);
    expect(labelCounts(numbers(7))).toEqual([3, 2, 2]);
    expect(labelCounts(numbers(2, 0, { label: () => UNLABELLED }))).toEqual([0, 0, 0]);
  });

  it('a fingerprint changes with labels, sources, classes and length', () => {
    const prints = [
      numbers(6),
      numbers(7),
      numbers(6, 0, { label: () => 0 }),
      numbers(6, 0, { source: () => 0 }),
      numbers(6, 0, { classes: ['a', 'b', 'c'] }),
    ].map(fingerprint);
    expect(new Set(prints).size).toBe(5);
    expect(fingerprint(numbers(6, 50))).toBe(prints[0]);
  });

  it('background classes are recognised by name', () => {
    expect(backgroundClasses(['wren', 'Noise', 'background', 'noisy miner'])).toEqual(['Noise', 'background']);
  });

  it('the nearest name is suggested, if any is close', () => {
    expect(nearestName('aplha', ['alpha', 'beta'])).toBe('alpha');
    expect(nearestName('BIRD1', ['bird10', 'mnist'])).toBe('bird10');
    expect(nearestName('val', ['train', 'validation'])).toBe('validation');
    expect(nearestName('xyzzy', ['alpha', 'beta'])).toBeUndefined();
  });
});

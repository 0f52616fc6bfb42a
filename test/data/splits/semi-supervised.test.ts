import { describe, expect, it } from 'vitest';
import { splitSemiSupervised } from '#src/data/splits/semi-supervised.js';
import { UNLABELLED, type Dataset } from '#src/data/types.js';
import { ConfigError, DatasetError } from '#src/errors.js';

/** Classes take turns. */
function letters(length = 300): Dataset {
  return {
    name: 'letters',
    classes: ['a', 'b', 'c'],
    inputShape: [1],
    length,
    label: (index) => index % 3,
    source: (index) => index,
    read: (index, out, offset) => (out[offset] = index),
  };
}

const sourcesOf = (dataset?: Dataset): number[] =>
  dataset ? Array.from({ length: dataset.length }, (_, index) => dataset.source(index)) : [];
const labelledOf = (dataset: Dataset): number[] =>
  sourcesOf(dataset).filter((_, index) => dataset.label(index) !== UNLABELLED);

describe('splitSemiSupervised', () => {
  it('keeps so many labels, holds so many others out, and leaves the rest unlabelled', () => {
    const { train, validation, labelSplit } = splitSemiSupervised(letters(), {
      labels: 30,
      validationExamples: 50,
      seed: 1,
    });
    expect([train.length, validation!.length, labelledOf(train).length]).toEqual([250, 50, 30]);
    expect([...sourcesOf(train), ...sourcesOf(validation)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 300 }, (_, index) => index),
    );
    expect(labelledOf(train)).toEqual(labelSplit!.indices);
    expect(sourcesOf(validation).map((source, index) => validation!.label(index) === source % 3)).not.toContain(false);
    expect([train.name, validation!.name]).toEqual([
      'letters-seed1-labels30-without-validation50',
      'letters-seed1-validation50',
    ]);
  });

  it('draws the same labels however many are held out, and nearly the same held-out ones however many labels', () => {
    const split = (labels: number | null, validationExamples: number) =>
      splitSemiSupervised(letters(), { labels, validationExamples, seed: 4 });
    expect(split(30, 0).labelSplit).toEqual(split(30, 90).labelSplit);
    const [few, many] = [split(6, 60), split(30, 60)].map(({ validation }) => new Set(sourcesOf(validation)));
    expect([...few!].filter((source) => many!.has(source)).length).toBeGreaterThan(45);
    expect(split(30, 0).validation).toBeUndefined();
  });

  it('keeps no label if told to, held-out ones included, and calls the classes clusters', () => {
    const split = (clusters?: number) =>
      splitSemiSupervised(letters(), { labels: 0, validationExamples: 50, seed: 1, ...(clusters && { clusters }) });
    const { train, validation, labelSplit } = split();
    expect([labelledOf(train), labelledOf(validation!), labelSplit]).toEqual([[], [], undefined]);
    expect([train.classes, validation!.classes]).toEqual([
      ['cluster 1', 'cluster 2', 'cluster 3'],
      ['cluster 1', 'cluster 2', 'cluster 3'],
    ]);
    expect([train.length, train.name]).toEqual([250, 'letters-labels0-seed1-without-validation50']);
    expect(split(5).train.classes).toHaveLength(5);
    // What is held out is the same whoever has labels, as far as it can be.
    const all = splitSemiSupervised(letters(), { labels: null, validationExamples: 50, seed: 1 });
    expect(sourcesOf(validation)).toEqual(sourcesOf(all.validation));
  });

  it('keeps all labels if told to, and draws no split of them', () => {
    const { train, labelSplit } = splitSemiSupervised(letters(), { labels: null, validationExamples: 50, seed: 1 });
    expect([labelledOf(train).length, labelSplit, train.name]).toEqual([
      250,
      undefined,
      'letters-seed1-without-validation50',
    ]);
  });

  it('is decided by the seed', () => {
    const of = (seed: number) => {
      const { train, validation } = splitSemiSupervised(letters(), { labels: 9, validationExamples: 20, seed });
      return [labelledOf(train), sourcesOf(validation)];
    };
    expect(of(1)).toEqual(of(1));
    expect(of(2)[0]).not.toEqual(of(1)[0]);
    expect(of(2)[1]).not.toEqual(of(1)[1]);
  });

  it.each([
    [
      { labels: 30, validationExamples: 271 },
      new DatasetError(
        'letters: expected more than 301 examples, 271 to hold out for validation and 30 to train on with labels, got 300',
      ),
    ],
    [
      { labels: null, validationExamples: 300 },
      new DatasetError(
        'letters: expected more than 300 examples, 300 to hold out for validation and others to train on with labels, got 300',
      ),
    ],
    [
      { labels: 31, validationExamples: 0 },
      new ConfigError('labels: expected a multiple of 3, so many for each of as many classes, got 31'),
    ],
    [
      { labels: 303, validationExamples: 0 },
      new DatasetError('letters: expected 101 labelled examples of class a to draw, got 100'),
    ],
  ])('refuses %j', (options, error) => {
    expect(() => splitSemiSupervised(letters(), { ...options, seed: 1 })).toThrow(error);
  });
});

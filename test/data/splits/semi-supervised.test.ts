import { describe, expect, it } from 'vitest';
import { splitSemiSupervised } from '#src/data/splits/semi-supervised.js';
import { UNLABELLED, type Dataset } from '#src/data/types.js';
import { ConfigError, DatasetError } from '#src/errors.js';

/** Classes alternate. */
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
  it('keeps the requested labels, holds out other examples, and leaves the rest unlabelled', () => {
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

  it('draws labels independently of held-out examples, and held-out examples nearly independently of labels', () => {
    const split = (labels: number | null, validationExamples: number) =>
      splitSemiSupervised(letters(), { labels, validationExamples, seed: 4 });
    expect(split(30, 0).labelSplit).toEqual(split(30, 90).labelSplit);
    const [few, many] = [split(6, 60), split(30, 60)].map(({ validation }) => new Set(sourcesOf(validation)));
    expect([...few!].filter((source) => many!.has(source)).length).toBeGreaterThan(45);
    expect(split(30, 0).validation).toBeUndefined();
  });

  it('keeps no labels for labels=0, not even of held-out examples, and names the classes as clusters', () => {
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
    // The held-out examples barely depend on the labelled ones.
    const all = splitSemiSupervised(letters(), { labels: null, validationExamples: 50, seed: 1 });
    expect(sourcesOf(validation)).toEqual(sourcesOf(all.validation));
  });

  it('keeps all labels for labels=null, and draws no label split', () => {
    const { train, labelSplit } = splitSemiSupervised(letters(), { labels: null, validationExamples: 50, seed: 1 });
    expect([labelledOf(train).length, labelSplit, train.name]).toEqual([
      250,
      undefined,
      'letters-seed1-without-validation50',
    ]);
  });

  it('depends on the seed', () => {
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
        'letters: expected at least 301 examples, 271 for validation and 30 for training with labels, got 300',
      ),
    ],
    [
      { labels: null, validationExamples: 300 },
      new DatasetError(
        'letters: expected more than 300 examples, 300 for validation and others for training with labels, got 300',
      ),
    ],
    [
      { labels: 31, validationExamples: 0 },
      new ConfigError('labels: expected a multiple of 3, the number of classes, got 31'),
    ],
    [
      { labels: 303, validationExamples: 0 },
      new DatasetError('letters: expected 101 labelled examples of class a to draw, got 100'),
    ],
  ])('refuses %j', (options, error) => {
    expect(() => splitSemiSupervised(letters(), { ...options, seed: 1 })).toThrow(error);
  });
});

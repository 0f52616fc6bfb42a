import { describe, expect, it } from 'vitest';
import {
  drawLabelledRecordings,
  splitByGroup,
  type SplitItem,
  splitRecordings,
  splitRecordingsWithoutLabels,
  UNLABELLED,
} from '#src/data/index.js';
import { DatasetError } from '#src/errors.js';

const CLASSES = ['wren', 'crow'];
const OPTIONS = { validationFraction: 0.25, seed: 3, classes: CLASSES };

/** Eight of each class in turn, each its own group, with an unlabelled one of the same group after every fourth. */
const RECORDINGS: readonly SplitItem[] = Array.from({ length: 16 }, (_, index): SplitItem[] => {
  const recording = { label: index % 2, group: `g${index}`, weight: 1 + (index % 3) };
  return index % 4 === 3 ? [recording, { ...recording, label: UNLABELLED }] : [recording];
}).flat();

const groups = (indices: readonly number[]): Set<string> => new Set(indices.map((index) => RECORDINGS[index]!.group));

describe('splitRecordings', () => {
  it('divides the labelled ones as if there were no others, and gives indices among all of them', () => {
    const { train, validation, test } = splitRecordings(RECORDINGS, OPTIONS);
    const labelled = RECORDINGS.filter(({ label }) => label !== UNLABELLED);
    const alone = splitByGroup(labelled, OPTIONS);
    expect(train.map((index) => RECORDINGS[index])).toEqual(alone.train.map((index) => labelled[index]));
    expect(validation.map((index) => RECORDINGS[index])).toEqual(alone.validation.map((index) => labelled[index]));
    expect(validation.length).toBeGreaterThan(0);
    expect(test).toEqual([]);
  });

  it('trains on unlabelled ones, but for those of one group with something held out', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { unlabelled, validation } = splitRecordings(RECORDINGS, { ...OPTIONS, seed });
      const held = groups(validation);
      const expected = RECORDINGS.flatMap(({ label, group }, index) =>
        label === UNLABELLED && !held.has(group) ? [index] : [],
      );
      expect(unlabelled).toEqual(expected);
    }
    expect(splitRecordings(RECORDINGS, { ...OPTIONS, validationFraction: 0 }).unlabelled).toHaveLength(4);
  });

  it('keeps all labels unless told otherwise', () => {
    const { train, labelled, withheld } = splitRecordings(RECORDINGS, OPTIONS);
    expect([labelled, withheld]).toEqual([train, []]);
  });

  it('draws who keeps a label among those to train on: what is held out is the same for every draw', () => {
    const whole = splitRecordings(RECORDINGS, OPTIONS);
    const some = splitRecordings(RECORDINGS, { ...OPTIONS, labelledRecordings: 2 });
    expect([some.train, some.validation, some.unlabelled]).toEqual([whole.train, whole.validation, whole.unlabelled]);
    expect([...some.labelled, ...some.withheld].sort((a, b) => a - b)).toEqual(some.train);
    const trained = some.train.map((index) => RECORDINGS[index]!);
    const draw = drawLabelledRecordings(trained, { count: 2, seed: 3, classes: CLASSES });
    expect(some.labelled).toEqual(draw.labelled.map((place) => some.train[place]));
    expect(some.labelled).toHaveLength(4);
  });

  it('refuses to keep more labels than there are', () => {
    expect(() => splitRecordings(RECORDINGS, { ...OPTIONS, labelledRecordings: 9 })).toThrow(DatasetError);
  });

  it('puts recordings where a split column says, whatever their index', () => {
    const items = RECORDINGS.map((item, index) => (index === 4 ? { ...item, split: 'test' } : item));
    expect(RECORDINGS[4]!.label).toBe(UNLABELLED);
    // The unlabelled one is not of the test part, and neither does it train: its group's labelled one decides.
    const byLabelled = RECORDINGS.map((item, index) => (index === 3 ? { ...item, split: 'test' } : item));
    const { test, unlabelled } = splitRecordings(byLabelled, OPTIONS);
    expect(test).toEqual([3]);
    expect(unlabelled).not.toContain(4);
    expect(splitRecordings(items, OPTIONS).test).toEqual([]);
  });
});

describe('splitRecordingsWithoutLabels', () => {
  it('holds out a share of all of them, whatever their labels', () => {
    const split = splitRecordingsWithoutLabels(RECORDINGS, { validationFraction: 0.25, seed: 3, name: 'birds' });
    const relabelled = RECORDINGS.map((item, index) => ({ ...item, label: (index * 7) % 5 }));
    expect(splitRecordingsWithoutLabels(relabelled, { validationFraction: 0.25, seed: 3, name: 'birds' })).toEqual(
      split,
    );
    expect([...split.unlabelled, ...split.validation].sort((a, b) => a - b)).toEqual(RECORDINGS.map((_, i) => i));
    expect([split.train, split.labelled, split.withheld]).toEqual([[], [], []]);
    for (const group of groups(split.validation)) expect(groups(split.unlabelled).has(group)).toBe(false);
  });

  it('names all of them in a warning about them', () => {
    const one = [{ label: 0, group: 'only' }];
    const { warnings } = splitRecordingsWithoutLabels(one, { validationFraction: 0.5, seed: 1, name: 'birds' });
    expect(warnings).toEqual([
      'birds: one recording or group only, so all of it is for training and its validation accuracy is unknown',
    ]);
  });
});

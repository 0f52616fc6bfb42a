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

/**
 * Eight recordings of each class, alternating, each in a separate group; every fourth is followed by an unlabelled
 * one of its group.
 */
const RECORDINGS: readonly SplitItem[] = Array.from({ length: 16 }, (_, index): SplitItem[] => {
  const recording = { label: index % 2, group: `g${index}`, weight: 1 + (index % 3) };
  return index % 4 === 3 ? [recording, { ...recording, label: UNLABELLED }] : [recording];
}).flat();

const groups = (indices: readonly number[]): Set<string> => new Set(indices.map((index) => RECORDINGS[index]!.group));

describe('splitRecordings', () => {
  it('splits labelled recordings as if there were no others, and returns indices into all of them', () => {
    const { train, validation, test } = splitRecordings(RECORDINGS, OPTIONS);
    const labelled = RECORDINGS.filter(({ label }) => label !== UNLABELLED);
    const alone = splitByGroup(labelled, OPTIONS);
    expect(train.map((index) => RECORDINGS[index])).toEqual(alone.train.map((index) => labelled[index]));
    expect(validation.map((index) => RECORDINGS[index])).toEqual(alone.validation.map((index) => labelled[index]));
    expect(validation.length).toBeGreaterThan(0);
    expect(test).toEqual([]);
  });

  it('trains on unlabelled recordings, except those in a group with a held-out recording', () => {
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

  it('keeps all labels by default', () => {
    const { train, labelled, withheld } = splitRecordings(RECORDINGS, OPTIONS);
    expect([labelled, withheld]).toEqual([train, []]);
  });

  it('draws labelled recordings from the training split: held-out recordings are the same for every draw', () => {
    const whole = splitRecordings(RECORDINGS, OPTIONS);
    const some = splitRecordings(RECORDINGS, { ...OPTIONS, labelledRecordings: 2 });
    expect([some.train, some.validation, some.unlabelled]).toEqual([whole.train, whole.validation, whole.unlabelled]);
    expect([...some.labelled, ...some.withheld].sort((a, b) => a - b)).toEqual(some.train);
    const trained = some.train.map((index) => RECORDINGS[index]!);
    const draw = drawLabelledRecordings(trained, { count: 2, seed: 3, classes: CLASSES });
    expect(some.labelled).toEqual(draw.labelled.map((position) => some.train[position]));
    expect(some.labelled).toHaveLength(4);
  });

  it('refuses to keep more labels than there are recordings', () => {
    expect(() => splitRecordings(RECORDINGS, { ...OPTIONS, labelledRecordings: 9 })).toThrow(DatasetError);
  });

  const assigned = (splits: Readonly<Record<number, string>>): SplitItem[] =>
    RECORDINGS.map((item, index) => (splits[index] === undefined ? item : { ...item, split: splits[index] }));

  it('follows the split of a labelled recording; unlabelled recordings of its group do not train', () => {
    expect(RECORDINGS[4]!.label).toBe(UNLABELLED);
    const { test, unlabelled, warnings } = splitRecordings(assigned({ 3: 'test' }), OPTIONS);
    expect(test).toEqual([3]);
    expect(unlabelled).not.toContain(4);
    expect(warnings).toEqual([]);
  });

  it.each(['test', 'validation'])('an unlabelled recording assigned to %s is not trained on', (split) => {
    const { unlabelled, train, validation, test, warnings } = splitRecordings(
      [...assigned({ 4: split }), { label: UNLABELLED, group: 'alone', split }],
      { ...OPTIONS, validationFraction: 0 },
    );
    expect([unlabelled.includes(4), unlabelled.includes(20)]).toEqual([false, false]);
    expect([...validation, ...test].filter((index) => index === 4 || index === 20)).toEqual([]);
    // The labelled recording of its group follows.
    expect([split === 'test' ? test : validation, train.includes(3)]).toEqual([[3], false]);
    expect(warnings).toEqual([
      `2 unlabelled recordings are assigned to ${split}: they are not used, because their species are unknown`,
    ]);
  });

  it('an unlabelled recording assigned to train is trained on, and validation is held out from other groups', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { train, unlabelled } = splitRecordings(assigned({ 4: 'train' }), { ...OPTIONS, seed });
      expect([train.includes(3), unlabelled.includes(4)]).toEqual([true, true]);
    }
  });

  it('warns if the labelled and the unlabelled recordings of a group are assigned to different splits', () => {
    const { unlabelled, test, warnings } = splitRecordings(assigned({ 3: 'test', 4: 'train' }), OPTIONS);
    expect([test, unlabelled.includes(4)]).toEqual([[3], true]);
    expect(warnings).toEqual(['group g3 is in both test and train in the split column: results may be optimistic']);
  });

  it('refuses an unknown split of an unlabelled recording too', () => {
    expect(() => splitRecordings(assigned({ 4: 'tests' }), OPTIONS)).toThrow(
      new DatasetError('unknown split "tests": did you mean test?'),
    );
  });
});

describe('splitRecordingsWithoutLabels', () => {
  it('holds out a fraction of all recordings, whatever their labels', () => {
    const split = splitRecordingsWithoutLabels(RECORDINGS, { validationFraction: 0.25, seed: 3, name: 'birds' });
    const relabelled = RECORDINGS.map((item, index) => ({ ...item, label: (index * 7) % 5 }));
    expect(splitRecordingsWithoutLabels(relabelled, { validationFraction: 0.25, seed: 3, name: 'birds' })).toEqual(
      split,
    );
    expect([...split.unlabelled, ...split.validation].sort((a, b) => a - b)).toEqual(RECORDINGS.map((_, i) => i));
    expect([split.train, split.labelled, split.withheld]).toEqual([[], [], []]);
    for (const group of groups(split.validation)) expect(groups(split.unlabelled).has(group)).toBe(false);
  });

  it('uses the common name of the recordings in a warning', () => {
    const one = [{ label: 0, group: 'only' }];
    const { warnings } = splitRecordingsWithoutLabels(one, { validationFraction: 0.5, seed: 1, name: 'birds' });
    expect(warnings).toEqual([
      'birds: only one recording or group, so all of it is used for training and its validation accuracy is unknown',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { isBetter, type MeasuredEpoch, type MeasureName, MEASURES, MEASURE_NAMES } from '#src/train/events/index.js';
import { termsOf } from '../../helpers/terms.js';

const train = { loss: 1, ...termsOf({}), accuracy: 0 };
const segments = { averagePrecision: 0.5, recordingAccuracy: 0.5, segmentAccuracy: 0.5, crossEntropy: 1, residual: 0 };
const { averagePrecision: _, ...old } = segments;
const images = { accuracy: 0.5, crossEntropy: 1, residual: 0 };
const clusters = { loss: 0.5, residual: 1, entropy: 0.2, balance: 1, clustersUsed: 2, clusters: 3 };
const epoch = (validation?: MeasuredEpoch['validation'], loss = 1): MeasuredEpoch => ({
  train: { ...train, loss },
  ...(validation && { validation }),
});

const CASES: readonly [string, MeasureName, MeasuredEpoch, MeasuredEpoch | null, boolean][] = [
  ['the first', 'averagePrecision', epoch(segments), null, true],
  [
    'higher average precision, though all else is worse',
    'averagePrecision',
    epoch({ averagePrecision: 0.51, recordingAccuracy: 0, segmentAccuracy: 0, crossEntropy: 9, residual: 9 }, 9),
    epoch(segments),
    true,
  ],
  [
    'equal average precision, though all else is better',
    'averagePrecision',
    epoch({ ...segments, recordingAccuracy: 1, segmentAccuracy: 1, crossEntropy: 0 }, 0),
    epoch(segments),
    false,
  ],
  ['any average precision after a version without it', 'averagePrecision', epoch(segments), epoch(old), true],
  ['no average precision after one', 'averagePrecision', epoch(old), epoch(segments), false],
  ['twice no average precision', 'averagePrecision', epoch({ ...old, recordingAccuracy: 1 }), epoch(old), false],
  ['one class: more segments', 'segmentAccuracy', epoch({ ...old, segmentAccuracy: 0.6 }), epoch(old), true],
  ['images: more correct', 'accuracy', epoch({ ...images, accuracy: 0.6, crossEntropy: 9 }), epoch(images), true],
  ['images: as many correct', 'accuracy', epoch({ ...images, crossEntropy: 0.9 }), epoch(images), false],
  ['no labels: lower loss', 'validationLoss', epoch({ ...clusters, loss: 0.4 }, 9), epoch(clusters), true],
  [
    'no labels: higher loss, though all else is better',
    'validationLoss',
    epoch({ ...clusters, loss: 0.6, entropy: 0, residual: 0, clustersUsed: 3 }, 0),
    epoch(clusters),
    false,
  ],
  ['no validation: lower loss', 'trainingLoss', epoch(undefined, 0.5), epoch(), true],
  ['no validation: higher loss', 'trainingLoss', epoch(undefined, 2), epoch(), false],
];

describe('an epoch is better than the best so far by one measure alone', () => {
  it.each(CASES)('%s', (_, measure, result, best, expected) => {
    expect(isBetter(measure, result, best)).toBe(expected);
  });
});

describe('measures', () => {
  it('have a name in every width, the shortest at most 8 columns wide', () => {
    for (const name of MEASURE_NAMES) {
      const { title, label, abbreviation } = MEASURES[name];
      expect(title.length).toBeGreaterThanOrEqual(label.length);
      expect(label.length).toBeGreaterThanOrEqual(abbreviation.length);
      expect(abbreviation.length).toBeLessThanOrEqual(8);
    }
  });

  it('have no value where their metric is missing', () => {
    expect(MEASURE_NAMES.map((name) => MEASURES[name].read(epoch()))).toEqual([
      ...[undefined, undefined, undefined, undefined],
      1,
    ]);
    expect(MEASURES.averagePrecision.read(epoch(old))).toBeUndefined();
  });
});

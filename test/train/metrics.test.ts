import { describe, expect, it } from 'vitest';
import { NonFiniteError } from '#src/errors.js';
import {
  addStep,
  checkFinite,
  checkFiniteState,
  isBetter,
  meansOf,
  EMPTY_SUMS,
  type StepValues,
} from '#src/train/metrics.js';
import { termsOf } from '../helpers/terms.js';

const step = (values: Partial<StepValues>): StepValues => ({
  rows: 4,
  labelled: 4,
  correct: 2,
  loss: 1,
  ...termsOf({ crossEntropy: 1, residual: 1 }),
  ...values,
});

describe('means over steps', () => {
  it('weigh each term by the examples that it is a mean of', () => {
    const sums = [
      step({ loss: 1, crossEntropy: 2, residual: 3 }),
      step({ rows: 2, labelled: 1, correct: 1, loss: 4, crossEntropy: 7, residual: 9, entropy: 5 }),
    ].reduce(addStep, EMPTY_SUMS);
    expect(meansOf(sums)).toEqual({
      loss: 2,
      ...termsOf({ crossEntropy: 3, residual: 5, entropy: 5 }),
      accuracy: 3 / 5,
    });
  });

  it('are 0 where nothing applies, and there is no accuracy of nothing', () => {
    expect(meansOf(EMPTY_SUMS)).toEqual({ loss: 0, ...termsOf({}) });
    const unlabelled = addStep(EMPTY_SUMS, step({ labelled: 0, correct: 0, crossEntropy: 0, entropy: 2 }));
    expect(meansOf(unlabelled)).toEqual({ loss: 1, ...termsOf({ residual: 1, entropy: 2 }) });
    expect(meansOf(addStep(EMPTY_SUMS, step({ correct: 0 })))).toMatchObject({ accuracy: 0 });
  });
});

describe('finite values', () => {
  it('are asked of every term, and the message names step and terms', () => {
    expect(() => checkFinite(step({}), 7, 'stop')).not.toThrow();
    const check = () => checkFinite(step({ residual: Infinity, loss: NaN }), 7, 'lower the rate');
    expect(check).toThrow(NonFiniteError);
    expect(check).toThrow('step 7: residual is Infinity, loss is NaN; lower the rate');
  });

  it('are asked of every parameter', () => {
    const state = { 'parameters/w': { dtype: 'float32' as const, shape: [2], data: Float32Array.of(1, -Infinity) } };
    expect(() => checkFiniteState(state, 3, 'x')).toThrow('step 3: parameters/w has a value of -Infinity; x');
  });
});

describe('the best result', () => {
  const train = { loss: 1, ...termsOf({}), accuracy: 0 };
  const unlabelled = { loss: 0.5, residual: 1, entropy: 0.2, balance: 1, clustersUsed: 2, clusters: 3 };
  const validation = { recordingAccuracy: 0.5, segmentAccuracy: 0.5, crossEntropy: 1, residual: 0 };
  it.each([
    ['the first', { train }, null, true],
    [
      'more recordings',
      { train, validation: { ...validation, recordingAccuracy: 0.6, segmentAccuracy: 0 } },
      { train, validation },
      true,
    ],
    [
      'as many recordings, more segments',
      { train, validation: { ...validation, segmentAccuracy: 0.6, crossEntropy: 9 } },
      { train, validation },
      true,
    ],
    [
      'equal accuracies, lower cross-entropy',
      { train, validation: { ...validation, crossEntropy: 0.9 } },
      { train, validation },
      true,
    ],
    ['equal in everything', { train, validation }, { train, validation }, false],
    [
      'fewer recordings',
      { train, validation: { ...validation, recordingAccuracy: 0.4, segmentAccuracy: 1 } },
      { train, validation },
      false,
    ],
    [
      'single examples: more of them right',
      { train, validation: { accuracy: 0.6, crossEntropy: 9, residual: 0 } },
      { train, validation: { accuracy: 0.5, crossEntropy: 1, residual: 0 } },
      true,
    ],
    [
      'single examples: as many right, lower cross-entropy',
      { train, validation: { accuracy: 0.5, crossEntropy: 0.9, residual: 0 } },
      { train, validation: { accuracy: 0.5, crossEntropy: 1, residual: 0 } },
      true,
    ],
    [
      'without labels: lower loss',
      { train, validation: { ...unlabelled, loss: 0.4 } },
      { train, validation: unlabelled },
      true,
    ],
    [
      'without labels: higher loss, whatever else is better',
      {
        train: { ...train, loss: 0 },
        validation: { ...unlabelled, loss: 0.6, entropy: 0, residual: 0, clustersUsed: 3 },
      },
      { train, validation: unlabelled },
      false,
    ],
    ['without validation: lower loss', { train: { ...train, loss: 0.5 } }, { train }, true],
    ['without validation: higher loss', { train: { ...train, loss: 2 } }, { train }, false],
  ])('%s', (_, result, best, expected) => {
    expect(isBetter(result, best)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { NonFiniteError } from '#src/errors.js';
import { addStep, checkFinite, checkFiniteState, meansOf, EMPTY_SUMS, type StepValues } from '#src/train/metrics.js';
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
  it('weight each term by the number of examples in its mean', () => {
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

  it('are 0 for terms without examples, and have no accuracy without labelled examples', () => {
    expect(meansOf(EMPTY_SUMS)).toEqual({ loss: 0, ...termsOf({}) });
    const unlabelled = addStep(EMPTY_SUMS, step({ labelled: 0, correct: 0, crossEntropy: 0, entropy: 2 }));
    expect(meansOf(unlabelled)).toEqual({ loss: 1, ...termsOf({ residual: 1, entropy: 2 }) });
    expect(meansOf(addStep(EMPTY_SUMS, step({ correct: 0 })))).toMatchObject({ accuracy: 0 });
  });
});

describe('finite values', () => {
  it('are required of every term, and the message names step and terms', () => {
    expect(() => checkFinite(step({}), 7, 'stop')).not.toThrow();
    const check = () => checkFinite(step({ residual: Infinity, loss: NaN }), 7, 'lower the rate');
    expect(check).toThrow(NonFiniteError);
    expect(check).toThrow('step 7: residual is Infinity, loss is NaN; lower the rate');
  });

  it('are required of every parameter', () => {
    const state = { 'parameters/w': { dtype: 'float32' as const, shape: [2], data: Float32Array.of(1, -Infinity) } };
    expect(() => checkFiniteState(state, 3, 'x')).toThrow('step 3: parameters/w contains -Infinity; x');
  });
});

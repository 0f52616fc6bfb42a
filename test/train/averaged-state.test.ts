import { describe, expect, it } from 'vitest';
import { mlp } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { initialState, modelParametersOf, resumeTensorsOf, stateOf } from '#src/train/index.js';

const MODEL = {
  ...mlp({ inputShape: [3], classCount: 2 }, { hidden: [4], activation: 'relu' }),
  frozen: ['dense1/bias'],
};

describe.each([
  ['Adam', {}],
  ['averaged Adam', { averageDecay: 0.9 }],
  ['averaged SGD', { kind: 'sgd', averageDecay: 0.9 }],
] as const)('the state of %s', (_, options) => {
  const state = initialState(MODEL, createRng(1), options);

  it('is the model and what resuming needs besides', () => {
    expect(stateOf(modelParametersOf(state), resumeTensorsOf(state))).toEqual(state);
    expect(Object.keys(modelParametersOf(state))).toEqual(Object.keys(MODEL.init(createRng(1))));
  });

  it('holds each tensor once', () => {
    const count = Object.keys(modelParametersOf(state)).length + Object.keys(resumeTensorsOf(state)).length;
    expect(count).toBe(Object.keys(state).length);
  });
});

it('the average is the model, and frozen parameters have none', () => {
  const state = initialState(MODEL, createRng(1), { averageDecay: 0.9 });
  expect(modelParametersOf(state)['dense1/bias']).toBe(state['parameters/dense1/bias']);
  expect(modelParametersOf(state)['dense1/kernel']).toBe(state['average/dense1/kernel']);
  expect(Object.keys(resumeTensorsOf(state))).toContain('parameters/dense1/kernel');
  expect(Object.keys(resumeTensorsOf(state))).not.toContain('parameters/dense1/bias');
});

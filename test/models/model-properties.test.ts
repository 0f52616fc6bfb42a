import { expect, it } from 'vitest';
import { createModel, invertsFeatures, MODEL_NAMES, modelNamesFor, spectralMlp } from '#src/models/index.js';

const SOUND = { inputShape: [22_050], classCount: 10, sampleRateHz: 44_100 };
const IMAGE = { inputShape: [28, 28, 1], classCount: 10 };
const shapeOf = (name: string) => (modelNamesFor('recordings').includes(name) ? SOUND : IMAGE);

it.each(MODEL_NAMES)('%s: R is computed on features if and only if there is a front end', (name) => {
  expect(invertsFeatures(name)).toBe(createModel({ name }, shapeOf(name)).frontEnd !== undefined);
});

it('models report what makes them not piecewise linear', () => {
  const nonlinearities = MODEL_NAMES.map((name) => createModel({ name }, shapeOf(name)).nonlinearity).filter(Boolean);
  expect(nonlinearities).toEqual(['logarithms of energies']);
  expect(createModel({ name: 'small-cnn', activation: 'sigmoid' }, IMAGE).nonlinearity).toBe('sigmoids');
  expect(createModel({ name: 'small-cnn', activation: 'leaky-relu' }, IMAGE).nonlinearity).toBeUndefined();
  expect(spectralMlp(SOUND, { hidden: [8], activation: 'relu', windowLength: 256 }).nonlinearity).toBe('magnitudes');
});

import { describe, expect, it } from 'vitest';
import { completeResult, decodeResult, encodeResult, type ResultContent } from '#src/train/result.js';

const CONTENT: ResultContent = {
  task: 'mnist',
  model: { name: 'small-cnn', kind: 'max' },
  parameters: 131_512,
  seed: 1,
  labels: 50,
  steps: 100,
  epochs: 1,
  seconds: 21.5,
  resumedFromStep: 0,
  units: { example: 'image' },
  examples: { labelled: 50, unlabelled: 54_950, validation: 5000, test: 10_000 },
  partialData: [],
  train: { loss: 1, crossEntropy: 1, residual: 1, entropy: 1, accuracy: 0.5 },
  validation: {
    last: { accuracy: 0.5, crossEntropy: 1, residual: 1 },
    best: { epoch: 1, accuracy: 0.5, crossEntropy: 1, residual: 1 },
  },
  test: { accuracy: 0.5, crossEntropy: 1, residual: 1 },
  settings: {
    dataset: 'mnist',
    normalisation: 'unit-norm',
    batchSize: 100,
    labelledShare: 0.5,
    alpha: 0.7,
    beta: 0.2,
    residual: { reduction: 'sum', distance: 'euclidean' },
    learningRate: 0.002,
  },
  engine: { name: 'compiled', device: 'cpu', description: 'one' },
  versions: {},
};

describe('result.json', () => {
  it('reads back as it was written', () => {
    const result = completeResult(CONTENT);
    expect(decodeResult(encodeResult(result))).toEqual(result);
    const { validation: _validation, test: _test, ...recordings } = result;
    const units = { example: 'segment', source: 'recording' };
    expect(decodeResult(encodeResult({ ...recordings, units }))).toEqual({ ...recordings, units });
  });

  it.each(['', '{"format": "lyrebird-result"', '{}', JSON.stringify({ ...completeResult(CONTENT), steps: -1 })])(
    'that is not whole is no result: %j',
    (text) => {
      expect(decodeResult(text)).toBeUndefined();
    },
  );
});

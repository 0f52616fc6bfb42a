import { completeResult, type ResultContent, type RunResult } from '#src/train/result.js';
import { termsOf } from './terms.js';

/** The result of a small bird10 run, with what matters to a test replaced. */
export function runResult(changes: Partial<ResultContent> = {}): RunResult {
  return completeResult({
    task: 'bird10',
    model: { name: 'bird10' },
    parameters: 60842,
    seed: 1,
    labels: 100,
    steps: 8,
    epochs: 2,
    seconds: 2,
    resumedFromStep: 0,
    units: { example: 'segment', source: 'recording' },
    examples: { labelled: 100, unlabelled: 0, validation: 20, test: null },
    partialData: [],
    train: { loss: 2, ...termsOf({ crossEntropy: 2, residual: 1, entropy: 2 }), accuracy: 0.3 },
    settings: {
      dataset: 'recordings',
      normalisation: 'segment',
      batchSize: 100,
      labelledFraction: 0.5,
      alpha: 0.7,
      beta: 0.3,
      residual: { reduction: 'mean', distance: 'euclidean' },
      learningRate: 0.001,
    },
    engine: { name: 'compiled', device: 'cpu', description: 'ONNX Runtime' },
    versions: {},
    ...changes,
  });
}

/** The result of a run on MNIST with 50 labels, with what matters to a test replaced. */
export function imageResult(changes: Partial<ResultContent> = {}): RunResult {
  return runResult({
    task: 'mnist',
    model: { name: 'small-cnn', kind: 'max' },
    parameters: 131_512,
    labels: 50,
    steps: 100,
    epochs: 1,
    units: { example: 'image' },
    examples: { labelled: 50, unlabelled: 54_950, validation: 5000, test: 10_000 },
    validation: {
      last: { accuracy: 0.5, crossEntropy: 1, residual: 1 },
      best: { epoch: 1, accuracy: 0.5, crossEntropy: 1, residual: 1 },
    },
    test: { accuracy: 0.5, crossEntropy: 1, residual: 1 },
    settings: {
      dataset: 'mnist',
      normalisation: 'unit-norm',
      batchSize: 100,
      labelledFraction: 0.5,
      alpha: 0.7,
      beta: 0.2,
      residual: { reduction: 'sum', distance: 'euclidean' },
      learningRate: 0.002,
    },
    ...changes,
  });
}

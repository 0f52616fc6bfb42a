import { completeResult, type ResultContent, type RunResult } from '#src/train/result.js';

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
    train: { loss: 2, crossEntropy: 2, residual: 1, entropy: 2, accuracy: 0.3 },
    settings: {
      dataset: 'recordings',
      normalisation: 'segment',
      batchSize: 100,
      labelledShare: 0.5,
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

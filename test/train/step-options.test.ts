import { expect, it } from 'vitest';
import { createModel } from '#src/models/index.js';
import { loadConfig, trainProgram } from '#src/train/index.js';
import { predictionOptions, stepOptions } from '#src/train/step-options.js';
import { imageTasks } from '#src/train/index.js';

it('engine.microBatchSize: at most so many images at once, in training and in prediction', () => {
  const model = createModel(
    { name: 'small-cnn', kind: 'mean', activation: 'relu' },
    { inputShape: [28, 28, 1], classCount: 10 },
  );
  const rowsWith = (...overrides: string[]): readonly unknown[] => {
    const config = loadConfig({ task: 'mnist', overrides }, [imageTasks]);
    return [trainProgram(model, stepOptions(config)).dataParallel?.microBatchSize, predictionOptions(config).batchSize];
  };
  expect(rowsWith()).toEqual([model.microBatchSize, 32]);
  expect(rowsWith('engine.microBatchSize=5')).toEqual([5, 5]);
  expect(rowsWith('engine.microBatchSize=1000')).toEqual([model.microBatchSize, 32]);
});

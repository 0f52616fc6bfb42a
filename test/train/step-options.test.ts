import { expect, it } from 'vitest';
import { createModel } from '#src/models/index.js';
import { loadConfig, trainProgram } from '#src/train/index.js';
import { predictionOptions, stepOptions } from '#src/train/step-options.js';
import { imageTasks } from '#src/train/index.js';

it('labels alone have no layers, though weights of 0 are given for some', () => {
  const options = (...overrides: string[]) =>
    stepOptions(loadConfig({ task: 'mnist', overrides: ['loss.gamma.conv2=0', ...overrides] }, [imageTasks]));
  expect(options('loss.alpha=1')).toMatchObject({ supervisedOnly: true, layers: [] });
  expect(options()).toMatchObject({ supervisedOnly: false, layers: ['conv2'] });
});

it('engine.microBatchSize limits the images per micro-batch, in training and in prediction', () => {
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

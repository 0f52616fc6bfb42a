import { createModel } from '../models/index.js';
import { createRng } from '../rng.js';
import { runLength, type Config } from './config/index.js';
import type { RunData } from './options.js';
import { prepareData } from './training-data.js';

/**
 * Steps that a run would take on some data.
 * @throws DatasetError if there is nothing to train on, or fewer than two classes
 */
export function stepsOfRun(config: Config, data: RunData): number {
  const { inputShape, classes } = data.train;
  const model = createModel(config.model, {
    inputShape,
    classCount: classes.length,
    sampleRateHz: data.audio?.sampleRateHz,
  });
  const { sampler } = prepareData(data, model, config, createRng(config.seed));
  return runLength(config, sampler.stepsPerEpoch).steps;
}

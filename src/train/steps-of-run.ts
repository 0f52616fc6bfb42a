import { createRng } from '../rng.js';
import { runLength, type TrainConfig } from './config/index.js';
import { modelOfRun } from './model-of-run.js';
import type { RunData } from './options.js';
import { prepareData } from './training-data.js';

/**
 * Steps that a run would take on some data.
 * @throws DatasetError if there is nothing to train on, or fewer than two classes
 */
export function stepsOfRun(config: TrainConfig, data: RunData): number {
  const { sampler } = prepareData(data, modelOfRun(config, data), config, createRng(config.seed));
  return runLength(config, sampler.stepsPerEpoch).steps;
}

import { createRng } from '../rng.js';
import { runLength, type TrainConfig } from './config/index.js';
import { createRunModel } from './create-run-model.js';
import type { RunData } from './options.js';
import { prepareData } from './training-data.js';

/**
 * Steps that a run would take on some data.
 * @throws DatasetError if there is nothing to train on, or fewer than two classes
 */
export function countRunSteps(config: TrainConfig, data: RunData): number {
  const { sampler } = prepareData(data, createRunModel(config, data), config, createRng(config.seed));
  return runLength(config, sampler.stepsPerEpoch).steps;
}

import { createModel, type Model } from '../models/index.js';
import type { TrainConfig } from './config/index.js';
import type { RunData } from './options.js';

/**
 * Creates the network of a configuration for the examples of a run.
 * @throws ConfigError if the network cannot take examples of this shape
 */
export function createRunModel(
  { model }: Pick<TrainConfig, 'model'>,
  { train: { inputShape, classes }, sampleRateHz }: RunData,
): Model {
  return createModel(model, { inputShape, classCount: classes.length, sampleRateHz });
}

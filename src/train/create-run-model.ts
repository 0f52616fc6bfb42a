import { createModel, type Model } from '../models/index.js';
import type { TrainConfig } from './config/index.js';
import type { RunData } from './options.js';

/**
 * The network of a configuration, for the examples that it is to be trained on.
 * @throws ConfigError if it cannot take them
 */
export function createRunModel(
  { model }: Pick<TrainConfig, 'model'>,
  { train: { inputShape, classes }, sampleRateHz }: RunData,
): Model {
  return createModel(model, { inputShape, classCount: classes.length, sampleRateHz });
}

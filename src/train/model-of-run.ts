import { createModel, type Model } from '../models/index.js';
import type { Config } from './config/index.js';
import type { RunData } from './options.js';

/**
 * The network of a configuration, for the examples that it is to be trained on.
 * @throws ConfigError if it cannot take them
 */
export function modelOfRun({ model }: Config, { train: { inputShape, classes }, audio }: RunData): Model {
  return createModel(model, { inputShape, classCount: classes.length, sampleRateHz: audio?.sampleRateHz });
}

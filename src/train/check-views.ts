import type { Dataset } from '../data/index.js';
import { ConfigError } from '../errors.js';
import type { Model } from '../models/index.js';
import type { TrainConfig } from './config/index.js';
import { weighsEntropy } from './schedule.js';

/**
 * Refuses several views of each example where E has no weight, or where they do not fit into a batch.
 * @throws ConfigError naming the setting
 */
export function checkViews(config: Pick<TrainConfig, 'data' | 'engine' | 'loss'>): void {
  const { views, batchSize } = config.data;
  const { microBatchSize } = config.engine;
  if (views === 1) return;
  if (!weighsEntropy(config)) {
    throw new ConfigError(`data.views: expected 1, as E, which more views change, has no weight, got ${views}`);
  }
  if (batchSize % views !== 0 || batchSize === views) {
    throw new ConfigError(
      `data.views: expected a divisor of data.batchSize (${batchSize}), and at least two examples in a batch, ` +
        `got ${views}`,
    );
  }
  if (microBatchSize !== null && microBatchSize < views) {
    throw new ConfigError(
      `engine.microBatchSize: expected at least data.views (${views}), which stay together, got ${microBatchSize}`,
    );
  }
}

/**
 * Refuses several views of each example that would all be alike.
 * @throws ConfigError naming the setting
 */
export function checkViewsDiffer({ data: { views } }: TrainConfig, dataset: Dataset, model: Model): void {
  const hasNoise = Object.keys(model.noiseShapes(views)).length > 0;
  if (views === 1 || dataset.augment !== undefined || hasNoise) return;
  throw new ConfigError(
    `data.views: expected 1 for examples without augmentation and a network without dropout: all views of an example ` +
      `would be alike, got ${views}`,
  );
}

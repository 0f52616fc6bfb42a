import { ConfigError } from '../errors.js';
import type { TrainConfig } from './config/index.js';
import { isSupervised } from './schedule.js';

/**
 * Refuses several views of each example where they would change nothing, or do not fit into a batch.
 * @param hasAugmentation whether examples are changed at random
 * @throws ConfigError naming the setting
 */
export function checkViews(config: TrainConfig, hasAugmentation: boolean): void {
  const { views, batchSize } = config.data;
  if (views === 1) return;
  if (batchSize % views !== 0) {
    throw new ConfigError(`data.views: expected a divisor of data.batchSize (${batchSize}), got ${views}`);
  }
  if (isSupervised(config)) {
    throw new ConfigError(
      `data.views: expected 1 if loss.alpha is 1: more views change E, which has no weight then, got ${views}`,
    );
  }
  if (!hasAugmentation) {
    throw new ConfigError(
      `data.views: expected 1 without augmentation, which makes all views of an example alike, got ${views}`,
    );
  }
}

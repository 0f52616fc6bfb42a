import { ConfigError } from '../../errors.js';
import { dataKind } from './kinds.js';
import type { Config } from './schema.js';

/** Whether an experiment is told to use no label. */
export function isUnsupervised(config: Config): boolean {
  return config.data[labelSetting(config)] === 0;
}

/**
 * Refuses what makes no sense without labels, or with them.
 * @throws ConfigError naming the setting
 */
export function checkLabels(config: Config): void {
  const { data, loss } = config;
  const setting = `data.${labelSetting(config)}`;
  if (!isUnsupervised(config)) {
    if (data.clusters === null) return;
    throw new ConfigError(
      `data.clusters: with labels there are as many outputs as classes; leave it out, or train without labels (${setting}=0), got ${data.clusters}`,
    );
  }
  if (loss.alpha === 1) {
    throw new ConfigError(
      `${setting} is 0 and loss.alpha 1: cross-entropy alone has nothing to learn from; lower alpha`,
    );
  }
}

function labelSetting(config: Config): 'labels' | 'labelledRecordings' {
  return dataKind(config) === 'images' ? 'labels' : 'labelledRecordings';
}

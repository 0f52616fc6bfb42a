import { ConfigError } from '../../errors.js';
import type { TrainConfig } from './schema.js';

/** The setting that says how many examples keep their labels. */
export interface LabelSetting {
  /** Its full path. */
  readonly path: string;
  /** 0: none keep them; null: all. */
  readonly count: number | null;
}

/**
 * Refuses what makes no sense without labels, or with them.
 * @throws ConfigError naming the setting
 */
export function checkLabels({ data, loss }: Pick<TrainConfig, 'data' | 'loss'>, { path, count }: LabelSetting): void {
  if (count !== 0) {
    if (data.clusters === null) return;
    throw new ConfigError(
      `data.clusters: with labels there are as many outputs as classes; leave it out, or train without labels (${path}=0), got ${data.clusters}`,
    );
  }
  if (loss.alpha === 1) {
    throw new ConfigError(`${path} is 0 and loss.alpha 1: cross-entropy alone has nothing to learn from; lower alpha`);
  }
}

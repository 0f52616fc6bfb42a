import { ConfigError } from '../../errors.js';
import type { TrainConfig } from './schema.js';

/** The setting with the number of examples that keep their labels. */
export interface LabelSetting {
  /** Full path of the setting. */
  readonly path: string;
  /** 0: none; null: all. */
  readonly count: number | null;
}

/**
 * Refuses settings that make no sense without labels, or with them.
 * @throws ConfigError naming the setting
 */
export function checkLabels({ data, loss }: Pick<TrainConfig, 'data' | 'loss'>, { path, count }: LabelSetting): void {
  if (count !== 0) {
    if (data.clusters === null) return;
    throw new ConfigError(
      `data.clusters: expected null when training with labels (one output per class), got ${data.clusters}; ` +
        `remove it, or train without labels (${path}=0)`,
    );
  }
  if (loss.outputActivation === 'sigmoid') {
    throw new ConfigError(
      `${path} is 0 and loss.outputActivation is sigmoid, but clusters exclude each other: ` +
        'use softmax, or train with labels',
    );
  }
  if (loss.alpha === 1) {
    throw new ConfigError(`${path} is 0 and loss.alpha is 1: cross-entropy needs labels; lower loss.alpha`);
  }
}

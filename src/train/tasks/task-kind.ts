import { kindOf, type ConfigKind, type TrainConfig } from '../config/index.js';
import type { OpenDataOptions, TaskData } from './task-data.js';

/** A kind of training task: its settings and its data. */
export interface TaskKind<C extends TrainConfig = TrainConfig> extends ConfigKind<C> {
  /**
   * Reads and splits the data of a configuration.
   * @throws ConfigError if the configuration does not specify the data
   * @throws DatasetError if the data contains nothing to train on
   */
  openData(config: C, options?: OpenDataOptions): Promise<TaskData>;
}

/**
 * Opens the data of an experiment with `openData` of its kind.
 * @throws ConfigError, DatasetError from the kind's `openData`
 */
export function openTaskData(
  config: TrainConfig,
  kinds: readonly TaskKind[],
  options?: OpenDataOptions,
): Promise<TaskData> {
  return kindOf(config, kinds).openData(config, options);
}

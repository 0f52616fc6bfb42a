import { kindOf, type ConfigKind, type TrainConfig } from '../config/index.js';
import type { OpenDataOptions, TaskData } from './task-data.js';

/** A kind of training task: its settings, and how its data is opened. */
export interface TaskKind<C extends TrainConfig = TrainConfig> extends ConfigKind<C> {
  /**
   * Reads and splits the data of a configuration.
   * @throws ConfigError if it names no data
   * @throws DatasetError if there is nothing to learn from
   */
  openData(config: C, options?: OpenDataOptions): Promise<TaskData>;
}

/**
 * The data that an experiment learns from, opened by its kind.
 * @throws ConfigError, DatasetError as the kind's `openData` does
 */
export function openTaskData(
  config: TrainConfig,
  kinds: readonly TaskKind[],
  options?: OpenDataOptions,
): Promise<TaskData> {
  return kindOf(config, kinds).openData(config, options);
}

import { kindOf, type ConfigKind, type TrainConfig } from '../config/index.js';
import type { OpenDataOptions, TaskData } from './task-data.js';

/** A kind of training task: its settings and its data. */
export interface TaskKind<C extends TrainConfig = TrainConfig> extends ConfigKind<C> {
  /**
   * Checks that the data of a configuration is there, as far as that takes no reading of recordings or images.
   * @throws what `openData` throws if it is not
   */
  checkData(config: C): Promise<void>;
  /**
   * Reads and splits the data of a configuration.
   * @throws ConfigError if the configuration does not specify the data
   * @throws DatasetError if the data contains nothing to train on
   */
  openData(config: C, options?: OpenDataOptions): Promise<TaskData>;
}

/**
 * Checks that the data of an experiment is there, with `checkData` of its kind.
 * @throws ConfigError, DatasetError from the kind's `checkData`
 */
export function checkTaskData(config: TrainConfig, kinds: readonly TaskKind[]): Promise<void> {
  return kindOf(config, kinds).checkData(config);
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

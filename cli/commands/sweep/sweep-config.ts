import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { CommonOptions } from '../../options/common-options.js';
import { configSource, type ConfigFlags } from '../../options/config-source.js';
import { ConfigError } from '../../../src/errors.js';
import { checkTaskData, loadConfig, type TrainConfig } from '../../../src/train/index.js';
import type { Cell, Settings } from '../../../src/sweep/index.js';
import { TASK_KINDS, type TaskConfig } from '../../kinds.js';

/** Options that apply to all trials of a sweep: common settings, and where they run. */
export interface SweepBaseFlags extends CommonOptions, ConfigFlags {
  readonly set: readonly string[];
  readonly parallel?: number;
  readonly ffmpeg?: string;
  readonly queue?: string;
  readonly json?: true;
}

/**
 * Returns the configuration that all trials share. A trial has one engine thread by default, so that its result does
 * not depend on how many run in parallel.
 * @throws ConfigError if a common setting or a setting of a cell is wrong, or an option is for the workers of a queue
 */
export function baseConfig(flags: SweepBaseFlags, cells: readonly Cell[]): TaskConfig {
  checkQueueOptions(flags);
  const load = configLoader(flags);
  // Validate all cells now: an error in the last one would otherwise appear hours later.
  for (const { settings } of cells) load(settings);
  return load();
}

/** Returns the configurations of cells. @throws ConfigError if a setting is wrong */
export function cellConfigs(flags: SweepBaseFlags, cells: readonly Cell[]): readonly TaskConfig[] {
  const load = configLoader(flags);
  return cells.map(({ settings }) => load(settings));
}

/**
 * Checks that the data of cells is there.
 * @throws ConfigError if a setting is wrong, or no data is given
 * @throws DatasetError if the data cannot be used
 */
export async function checkCellData(flags: SweepBaseFlags, cells: readonly Cell[]): Promise<void> {
  const byData = new Map(cellConfigs(flags, cells).map((config) => [JSON.stringify(config.data), config]));
  for (const config of byData.values()) await checkTaskData(config, TASK_KINDS);
}

/** Returns a function that loads the configuration of a cell, or without settings the one that all cells share. */
function configLoader(flags: SweepBaseFlags): (settings?: Settings) => TaskConfig {
  const source = configSource(flags);
  const config = loadConfig(source, TASK_KINDS);
  const { path } = config.data;
  const values = {
    ...source.values,
    ...(path !== null && { 'data.path': resolve(path) }),
    'engine.threads': config.engine.threads || 1,
  };
  return (settings) => loadConfig({ ...source, values: { ...values, ...settings } }, TASK_KINDS);
}

/** Options that say how a machine runs trials; with a queue, its workers do. */
const WORKER_OPTIONS = ['parallel', 'ffmpeg'] as const;

/** @throws ConfigError if an option would have no effect, because workers of a queue run the trials */
function checkQueueOptions(flags: SweepBaseFlags): void {
  if (flags.queue === undefined) return;
  const given = WORKER_OPTIONS.find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  throw new ConfigError(`--${given} has no effect with --queue, as workers run the trials: give it to lyrebird worker`);
}

/** Returns the number of parallel trials: --parallel, otherwise as many as fill the cores, or one on a GPU. */
export function parallelTrials(
  { parallel }: SweepBaseFlags,
  { engine: { device, threads } }: Pick<TrainConfig, 'engine'>,
): number {
  if (parallel !== undefined) return parallel;
  if (device === 'gpu' || device === 'webgpu') return 1;
  return Math.max(1, Math.floor(availableParallelism() / threads));
}

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { CommonOptions } from '../../options/common-options.js';
import { configSource, type ConfigFlags } from '../../options/config-source.js';
import { loadConfig, type TrainConfig } from '../../../src/train/index.js';
import type { Cell } from '../../../src/sweep/index.js';
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
 * @throws ConfigError if a common setting or a setting of a cell is wrong
 */
export function baseConfig(flags: SweepBaseFlags, cells: readonly Cell[]): TaskConfig {
  const source = configSource(flags);
  const config = loadConfig(source, TASK_KINDS);
  const { path } = config.data;
  const values = {
    ...source.values,
    ...(path !== null && { 'data.path': resolve(path) }),
    'engine.threads': config.engine.threads || 1,
  };
  // Validate all cells now: an error in the last one would otherwise appear hours later.
  for (const { settings } of cells) loadConfig({ ...source, values: { ...values, ...settings } }, TASK_KINDS);
  return loadConfig({ ...source, values }, TASK_KINDS);
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

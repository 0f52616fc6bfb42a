import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { CommonOptions } from '../../options/common-options.js';
import { configSource, type ConfigFlags } from '../../options/config-source.js';
import { loadConfig, type TrainConfig } from '../../../src/train/index.js';
import type { Cell } from '../../../src/sweep/index.js';
import { TASK_KINDS, type TaskConfig } from '../../kinds.js';

/** Options about what all trials of a sweep have in common, and where they run. */
export interface SweepBaseFlags extends CommonOptions, Omit<ConfigFlags, 'seed'> {
  readonly set: readonly string[];
  readonly parallel?: number;
  readonly ffmpeg?: string;
  readonly queue?: string;
  readonly json?: true;
}

/**
 * What all trials have in common. Each has one engine thread unless something else is asked for, so that its result does not depend on
 * how many run beside it.
 * @throws ConfigError if a setting is wrong, in what is common or in a cell
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
  // A slip in the last cell is told now, not tomorrow.
  for (const { settings } of cells) loadConfig({ ...source, values: { ...values, ...settings } }, TASK_KINDS);
  return loadConfig({ ...source, values }, TASK_KINDS);
}

/** Trials at a time on this machine: as many as fill its cores; one on a graphics processor, unless more are asked for. */
export function parallelTrials(
  { parallel }: SweepBaseFlags,
  { engine: { device, threads } }: Pick<TrainConfig, 'engine'>,
): number {
  if (parallel !== undefined) return parallel;
  if (device === 'gpu' || device === 'webgpu') return 1;
  return Math.max(1, Math.floor(availableParallelism() / threads));
}

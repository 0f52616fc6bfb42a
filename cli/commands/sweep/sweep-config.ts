import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { CommonOptions, EngineFlags } from '../../options/common-options.js';
import { ConfigError } from '../../../src/errors.js';
import { loadConfig, type Config } from '../../../src/train/config/index.js';
import type { Cell } from '../../../src/sweep/index.js';

/** Options about what all trials of a sweep have in common, and where they run. */
export interface SweepBaseFlags extends CommonOptions, EngineFlags {
  readonly task?: string;
  readonly config?: string;
  readonly data?: string;
  readonly set: readonly string[];
  readonly epochs?: number;
  readonly steps?: number;
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
export function baseConfig(flags: SweepBaseFlags, cells: readonly Cell[]): Config {
  const { task, config: file, data, set, epochs, steps, engine, device, threads } = flags;
  if (task !== undefined && file !== undefined) {
    throw new ConfigError(`--task and --config both name an experiment: give one, got ${task} and ${file}`);
  }
  const load = (values: Readonly<Record<string, unknown>>): Config =>
    loadConfig({
      ...(task !== undefined && { task }),
      ...(file !== undefined && { file }),
      overrides: set,
      values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
    });
  const given = { 'train.epochs': epochs, 'train.steps': steps, 'engine.engine': engine, 'engine.device': device };
  const config = load({ ...given, 'engine.threads': threads });
  const path = data ?? config.data.path;
  const values = {
    ...given,
    'data.path': path === null ? undefined : resolve(path),
    'engine.threads': config.engine.threads || 1,
  };
  // A slip in the last cell is told now, not tomorrow.
  for (const { settings } of cells) load({ ...values, ...settings });
  return load(values);
}

/** Trials at a time on this machine: as many as fill its cores; one on a graphics processor, unless more are asked for. */
export function parallelTrials({ parallel }: SweepBaseFlags, { engine: { device, threads } }: Config): number {
  if (parallel !== undefined) return parallel;
  if (device === 'gpu' || device === 'webgpu') return 1;
  return Math.max(1, Math.floor(availableParallelism() / threads));
}

import { resolve } from 'node:path';
import { ConfigError } from '../../src/errors.js';
import type { ConfigSource } from '../../src/train/index.js';
import { givenEngineOptions, type EngineFlags } from './common-options.js';

/** Options that select an experiment and its settings. */
export interface ConfigFlags extends EngineFlags {
  readonly task?: string;
  readonly config?: string;
  readonly data?: string;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly folds?: number;
  readonly groupBy?: string;
}

/**
 * Turns the options into the source of a configuration: task or file, overrides, values.
 * @throws ConfigError if two options contradict each other
 */
export function configSource(flags: ConfigFlags): ConfigSource {
  const { task, config: file, data, set = [], seed, epochs, steps, folds, groupBy } = flags;
  if (task !== undefined && file !== undefined) {
    throw new ConfigError(`--task and --config both select an experiment: give one, got ${task} and ${file}`);
  }
  if (epochs !== undefined && steps !== undefined) {
    throw new ConfigError(`--epochs and --steps both set the training length: give one, got ${epochs} and ${steps}`);
  }
  return {
    ...(task !== undefined && { task }),
    ...(file !== undefined && { file }),
    // Folds take the place of validation recordings, unless the command line asks for both: all can train.
    ...(folds !== undefined && { preset: { 'data.validationFraction': 0 } }),
    overrides: set,
    values: {
      ...(data !== undefined && { 'data.path': resolve(data) }),
      ...(seed !== undefined && { seed }),
      ...(epochs !== undefined && { 'train.epochs': epochs }),
      ...(steps !== undefined && { 'train.steps': steps }),
      ...(folds !== undefined && { 'data.folds': folds }),
      ...(groupBy !== undefined && { 'data.groupBy': groupBy }),
      ...Object.fromEntries(
        Object.entries(givenEngineOptions(flags)).map(([name, value]) => [`engine.${name}`, value]),
      ),
    },
  };
}

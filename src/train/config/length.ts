import { ConfigError } from '../../errors.js';
import { isKnown, type KeyPath } from './keys.js';
import type { Override } from './overrides.js';
import type { TrainConfig } from './schema.js';

const DEFAULT_EPOCHS = 100;

/** The two settings for the length of a run. */
const LENGTHS = ['train.epochs', 'train.steps'] as const;

/** The length of a run. */
export interface RunLength {
  /** Steps of the whole run, over which schedules extend. */
  readonly plannedSteps: number;
  /** Steps until the run ends, taking `train.maxSteps` into account. */
  readonly steps: number;
  /** Epochs of `plannedSteps`, including a partial last one. */
  readonly epochs: number;
}

/** Computes the steps and epochs of a run from the number of steps per epoch. */
export function runLength({ train }: Pick<TrainConfig, 'train'>, stepsPerEpoch: number): RunLength {
  const plannedSteps = train.steps ?? (train.epochs ?? DEFAULT_EPOCHS) * stepsPerEpoch;
  return {
    plannedSteps,
    steps: Math.min(plannedSteps, train.maxSteps ?? Infinity),
    epochs: Math.ceil(plannedSteps / stepsPerEpoch),
  };
}

/** The setting that gives a run its length, and its value. */
export function lengthSetting({ train: { steps, epochs } }: Pick<TrainConfig, 'train'>): readonly [string, number] {
  return steps === null ? ['train.epochs', epochs ?? DEFAULT_EPOCHS] : ['train.steps', steps];
}

/** @throws ConfigError if both settings are given */
export function checkLength({ train: { epochs, steps } }: Pick<TrainConfig, 'train'>): void {
  if (epochs === null || steps === null) return;
  throw new ConfigError(
    `train.epochs and train.steps both set the length of the run: ` +
      `set only one, got ${epochs} epochs and ${steps} steps`,
  );
}

/**
 * Returns a change and, if it sets one of the two lengths, a second change that unsets the other: the last length
 * given applies.
 * @param known paths of all keys; some kinds have only one of the two lengths
 */
export function withOtherLengthUnset(change: Override, known: readonly KeyPath[]): Override[] {
  const name = change.path.join('.');
  const otherLength = LENGTHS.find((other) => other !== name)?.split('.');
  if (
    !LENGTHS.some((length) => length === name) ||
    change.value === null ||
    !otherLength ||
    !isKnown(otherLength, known)
  ) {
    return [change];
  }
  return [change, { path: otherLength, value: null }];
}

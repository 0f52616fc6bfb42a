import { ConfigError } from '../../errors.js';
import { isKnown, type KeyPath } from './keys.js';
import type { Override } from './overrides.js';
import type { TrainConfig } from './schema.js';

const DEFAULT_EPOCHS = 100;

/** The two ways to say how long a run is. */
const LENGTHS = ['train.epochs', 'train.steps'] as const;

/** How long a run is. */
export interface RunLength {
  /** Of the whole run: what schedules reach to. */
  readonly plannedSteps: number;
  /** Until `train.maxSteps` ends it. */
  readonly steps: number;
  /** Epochs that are begun. */
  readonly epochs: number;
}

/** Steps and epochs of a run whose epochs take so many steps. */
export function runLength({ train }: Pick<TrainConfig, 'train'>, stepsPerEpoch: number): RunLength {
  const plannedSteps = train.steps ?? (train.epochs ?? DEFAULT_EPOCHS) * stepsPerEpoch;
  return {
    plannedSteps,
    steps: Math.min(plannedSteps, train.maxSteps ?? Infinity),
    epochs: Math.ceil(plannedSteps / stepsPerEpoch),
  };
}

/** @throws ConfigError if the length is given in both ways */
export function checkLength({ train: { epochs, steps } }: Pick<TrainConfig, 'train'>): void {
  if (epochs === null || steps === null) return;
  throw new ConfigError(
    `train.epochs and train.steps both say how long to train: give one, got ${epochs} epochs and ${steps} steps`,
  );
}

/**
 * A change, and with a length the other one's end: the latest that is given counts.
 * @param known paths of all keys; where there is but one length, it has no rival
 */
export function withOtherLengthUnset(change: Override, known: readonly KeyPath[]): Override[] {
  const name = change.path.join('.');
  const rival = LENGTHS.find((other) => other !== name)?.split('.');
  if (!LENGTHS.some((length) => length === name) || change.value === null || !rival || !isKnown(rival, known)) {
    return [change];
  }
  return [change, { path: rival, value: null }];
}

import { ConfigError } from '../errors.js';
import type { Progress } from './checkpoint/manifest.js';
import { runLength, type TrainConfig } from './config/index.js';

/** The settings that decide when a run is over. */
type EndSettings = Pick<TrainConfig, 'train'>;

/**
 * Whether a run stops because it no longer improves: the last `train.patienceEpochs` epochs were not better than the
 * best before them, by the measure that chooses `best/`. A pure function of the epochs so far, so that a resumed run
 * stops where an uninterrupted one does.
 */
export function stopsEarly({ train }: EndSettings, { best, history }: Pick<Progress, 'best' | 'history'>): boolean {
  const { patienceEpochs } = train;
  const latest = history.at(-1);
  return (
    patienceEpochs !== null && best !== null && latest !== undefined && latest.epoch - best.epoch >= patienceEpochs
  );
}

/** Whether a run is over: it has done all of its steps, or has stopped early. */
export function isOver(config: EndSettings, progress: Progress): boolean {
  return progress.step >= runLength(config, progress.stepsPerEpoch).steps || stopsEarly(config, progress);
}

/**
 * Refuses early stopping without held-out examples: the loss on training examples tells nothing about when to stop.
 * @throws ConfigError naming the setting
 */
export function checkPatience({ train: { patienceEpochs } }: EndSettings, hasValidation: boolean): void {
  if (patienceEpochs === null || hasValidation) return;
  throw new ConfigError(
    `train.patienceEpochs is ${patienceEpochs}, but no examples are held out to tell when to stop: ` +
      `set data.validationExamples or data.validationFraction above 0, or train.patienceEpochs to null`,
  );
}

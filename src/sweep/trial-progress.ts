import type { EpochEvent, TrainEvent } from '../train/index.js';
import { accuracyOf } from './trial-result.js';
import type { TrialProgress } from './executor.js';

/** Folds a training run's events into how far it is; undefined where an event changes nothing of that. */
export function createProgressReader(): (event: TrainEvent) => TrialProgress | undefined {
  let best: number | null = null;
  let latest: TrialProgress | undefined;
  const meet = ({ validation }: EpochEvent): void => {
    const accuracy = validation ? accuracyOf(validation) : null;
    if (accuracy !== null) best = Math.max(best ?? 0, accuracy);
  };
  return (event) => {
    switch (event.type) {
      case 'start':
        event.history.forEach(meet);
        return undefined;
      case 'step': {
        const { step, steps, elapsedSeconds, etaSeconds } = event;
        return (latest = { step, steps, elapsedSeconds, etaSeconds, validationAccuracy: best });
      }
      case 'epoch':
        meet(event);
        return latest && (latest = { ...latest, validationAccuracy: best });
      default:
        return undefined;
    }
  };
}

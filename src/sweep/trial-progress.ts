import type { EpochEvent, TrainEvent } from '../train/index.js';
import { accuracyOf } from './trial-result.js';
import type { TrialProgress } from './executor.js';

/** Creates a function that turns training events into progress; it returns undefined for events that change nothing. */
export function createProgressReader(): (event: TrainEvent) => TrialProgress | undefined {
  let best: number | null = null;
  let latest: TrialProgress | undefined;
  const updateBest = ({ validation }: EpochEvent): void => {
    const accuracy = validation ? accuracyOf(validation) : null;
    if (accuracy !== null) best = Math.max(best ?? 0, accuracy);
  };
  return (event) => {
    switch (event.type) {
      case 'start':
        event.history.forEach(updateBest);
        return undefined;
      case 'step': {
        const { step, steps, elapsedSeconds, etaSeconds } = event;
        return (latest = { step, steps, elapsedSeconds, etaSeconds, validationAccuracy: best });
      }
      case 'epoch':
        updateBest(event);
        return latest && (latest = { ...latest, validationAccuracy: best });
      default:
        return undefined;
    }
  };
}

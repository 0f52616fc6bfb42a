import type { TrainEvent } from '../../src/train/events.js';
import type { TrialProgress } from './executor.js';

/** Folds a training run's events into how far it is; undefined where an event changes nothing of that. */
export function createProgressReader(): (event: TrainEvent) => TrialProgress | undefined {
  let best: number | null = null;
  let latest: TrialProgress | undefined;
  return (event) => {
    switch (event.type) {
      case 'start': {
        best = Math.max(...event.history.map(({ validation }) => validation?.segmentAccuracy ?? -Infinity));
        if (best === -Infinity) best = null;
        return undefined;
      }
      case 'step': {
        const { step, steps, elapsedSeconds, etaSeconds } = event;
        return (latest = { step, steps, elapsedSeconds, etaSeconds, validationAccuracy: best });
      }
      case 'epoch':
        if (!event.validation) return undefined;
        best = Math.max(best ?? 0, event.validation.segmentAccuracy);
        return latest && (latest = { ...latest, validationAccuracy: best });
      default:
        return undefined;
    }
  };
}

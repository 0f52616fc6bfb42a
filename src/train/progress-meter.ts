import type { EpochSums } from './checkpoint/manifest.js';
import type { LossWeights } from '../losses/index.js';
import type { StepEvent } from './events/index.js';
import { addStep, meansOf, EMPTY_SUMS, type StepValues } from './metrics.js';

/** Collects steps between reports and keeps the time; nothing of it decides a result. */
export interface ProgressMeter {
  /** Takes a step in; gives a report if one is due. */
  add(values: StepValues, step: number, epoch: number): StepEvent | undefined;
  /** The steps since the last report, if there are any. */
  flush(): StepEvent | undefined;
  /** Leaves out the time that passed since the last report: it went into something else than steps. */
  restart(): void;
  elapsedSeconds(): number;
}

/**
 * @param firstStep step that the run continues from
 * @param steps of the whole run
 * @param weightsAt weights of the loss, when so many steps are done
 */
export function createProgressMeter(
  firstStep: number,
  steps: number,
  reportEverySeconds: number,
  weightsAt: (step: number) => LossWeights,
): ProgressMeter {
  const started = performance.now();
  const secondsSince = (time: number): number => (performance.now() - time) / 1000;
  let windowStart = started;
  let sums: EpochSums = EMPTY_SUMS;
  let last = { step: firstStep, epoch: 0 };

  const flush = (): StepEvent | undefined => {
    if (sums.rows === 0) return undefined;
    const elapsedSeconds = secondsSince(started);
    const secondsPerStep = elapsedSeconds / Math.max(1, last.step - firstStep);
    const event: StepEvent = {
      type: 'step',
      step: last.step,
      steps,
      epoch: last.epoch,
      ...meansOf(sums),
      weights: weightsAt(last.step),
      examplesPerSecond: sums.rows / Math.max(1e-9, secondsSince(windowStart)),
      elapsedSeconds,
      etaSeconds: secondsPerStep * (steps - last.step),
    };
    sums = EMPTY_SUMS;
    windowStart = performance.now();
    return event;
  };

  return {
    add(values, step, epoch) {
      sums = addStep(sums, values);
      last = { step, epoch };
      return secondsSince(windowStart) >= reportEverySeconds ? flush() : undefined;
    },
    flush,
    restart() {
      windowStart = performance.now();
    },
    elapsedSeconds: () => secondsSince(started),
  };
}

import type { EpochSums } from './checkpoint/manifest.js';
import type { LossWeights } from '../losses/index.js';
import type { StepEvent } from './events/index.js';
import { addStep, meansOf, EMPTY_SUMS, type StepValues } from './metrics.js';

/** Collects steps between reports and measures time. It has no influence on results. */
export interface ProgressMeter {
  /** Adds a step; returns a report if one is due. */
  add(values: StepValues, step: number, epoch: number): StepEvent | undefined;
  /** Returns a report of the steps since the last one, if there are any. */
  flush(): StepEvent | undefined;
  /** Restarts the clock of `examplesPerSecond`, after time spent on something other than steps. */
  restart(): void;
  elapsedSeconds(): number;
}

/**
 * @param firstStep step from which the run continues
 * @param steps of the whole run
 * @param weightsAt loss weights after the given number of steps
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

import type { Trial } from '../sweep/index.js';
import type { CellEstimate } from './estimate.js';

/** Time for trials, and how many run at a time. */
export interface Budget {
  readonly seconds: number;
  readonly parallel: number;
}

/**
 * Chooses the trials that fit into a budget, in order: the first, and each further one that the rest of the time
 * suffices for. The first may take longer; it is then to be stopped, and continued with the next budget.
 * @param estimates of all cells of the trials
 */
export function withinBudget(
  trials: readonly Trial[],
  estimates: readonly CellEstimate[],
  { seconds, parallel }: Budget,
): readonly Trial[] {
  const secondsOf = new Map(estimates.map(({ cell, steps, secondsPerStep }) => [cell, steps * secondsPerStep]));
  let left = seconds * parallel;
  const chosen = trials.filter((trial) => {
    const needed = secondsOf.get(trial.cell)!;
    // One trial cannot take longer than the budget, however many run beside it.
    if (needed > left || needed > seconds) return false;
    left -= needed;
    return true;
  });
  return chosen.length > 0 ? chosen : trials.slice(0, 1);
}

import type { Trial } from '../sweep/index.js';
import type { CellEstimate } from './estimate.js';

/** Time for trials, and how many run at a time. */
export interface Budget {
  readonly seconds: number;
  readonly parallel: number;
}

/**
 * Chooses the trials that fit into a budget: in order, each one that the rest of the time suffices for. A trial longer
 * than the budget waits for the shorter ones, so that each call finishes as many as it can. If only such trials are
 * left, the first is chosen; it is then to be stopped, and continued with the next budget.
 * @param trials those that are not finished, in order
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

import { join } from 'node:path';
import type { TrialRecord } from './summary.js';
import type { Trial } from './trial.js';
import { trialResultOf, readResult } from './trial-result.js';

/** What of a sweep is done, and what is to do. */
export interface SweepPlan {
  /** One for every trial that was asked for, in their order. */
  readonly records: readonly TrialRecord[];
  /** The trials that have not finished. */
  readonly open: readonly Trial[];
}

/**
 * Compares the trials that are asked for with what lies in the sweep's folder. A trial is done if its run has finished; whatever else is
 * there, an interrupted run or one that failed, is to go on.
 */
export async function planSweep(folder: string, trials: readonly Trial[]): Promise<SweepPlan> {
  const records = await Promise.all(trials.map((trial) => recordOf(folder, trial)));
  return { records, open: records.filter(({ status }) => status !== 'finished').map(({ trial }) => trial) };
}

async function recordOf(folder: string, trial: Trial): Promise<TrialRecord> {
  const result = await readResult(join(folder, trial.folder));
  return result ? { trial, status: 'finished', result: trialResultOf(result) } : { trial, status: 'unfinished' };
}

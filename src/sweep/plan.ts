import { join } from 'node:path';
import pLimit from 'p-limit';
import type { TrialRecord } from './summary.js';
import type { Trial } from './trial.js';
import { trialResultOf, readResult } from './trial-result.js';

/** Results read at a time: a process may open only so many files. */
const READS_AT_A_TIME = 32;

/** Finished and remaining trials of a sweep. */
export interface SweepPlan {
  /** One per requested trial, in the order of the trials. */
  readonly records: readonly TrialRecord[];
  /** Trials that have not finished. */
  readonly open: readonly Trial[];
}

/**
 * Compares the requested trials with the content of the sweep's folder. A trial is done if its run has finished.
 * Interrupted and failed runs are resumed.
 * @throws CheckpointError if a result cannot be read
 */
export async function planSweep(folder: string, trials: readonly Trial[]): Promise<SweepPlan> {
  const limit = pLimit(READS_AT_A_TIME);
  const records = await limit.map(trials, (trial) => recordOf(folder, trial));
  return { records, open: records.filter(({ status }) => status !== 'finished').map(({ trial }) => trial) };
}

async function recordOf(folder: string, trial: Trial): Promise<TrialRecord> {
  const result = await readResult(join(folder, trial.folder));
  return result ? { trial, status: 'finished', result: trialResultOf(result) } : { trial, status: 'unfinished' };
}

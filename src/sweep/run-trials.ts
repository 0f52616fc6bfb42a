import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { type FolderLock, writeFileAtomically } from '../files/index.js';
import { trialResultOf } from './trial-result.js';
import { resultsCsv, summaryCsv, summaryData } from './tables.js';
import { summarise, type SweepSummary, type TrialRecord } from './summary.js';
import { type Cell } from './cell.js';
import { type SweepPlan } from './plan.js';
import { type Trial } from './trial.js';
import type { SweepEvent, TrialEndEvent, TrialId } from './events.js';
import type { TrialExecutor } from './executor.js';
import { TrialFailure } from './trial-failure.js';

export interface RunTrialsOptions {
  /** Folder of the sweep. */
  readonly out: string;
  /** The folder's lock. Nothing is written once another process has taken it. */
  readonly lock?: FolderLock;
  readonly cells: readonly Cell[];
  readonly plan: SweepPlan;
  readonly executor: TrialExecutor;
  readonly stop: AbortSignal;
  readonly abandon: AbortSignal;
  readonly onEvent: (event: SweepEvent) => void;
}

/** Records of all trials, and their summary. */
export interface SweepOutcome {
  readonly records: readonly TrialRecord[];
  readonly summary: SweepSummary;
}

/**
 * Runs the unfinished trials and updates `results.csv`, `summary.csv` and `summary.json` after each. A trial that fails
 * does not stop the others. An error that affects all trials (disk full, queue unreachable, folder taken over) stops
 * them after they have saved.
 * @throws the first error that affects all trials
 */
export async function runTrials(options: RunTrialsOptions): Promise<SweepOutcome> {
  const { out, lock, cells, plan, executor, abandon, onEvent } = options;
  const records = new Map(plan.records.map((record) => [record.trial, record]));
  const outcome = (): SweepOutcome => {
    const all = [...records.values()];
    return { records: all, summary: summarise(cells, all) };
  };
  // One write at a time, each with the latest state, so that an older table never replaces a newer one.
  const oneAtATime = pLimit(1);
  const save = (): Promise<void> =>
    oneAtATime(async () => {
      await lock?.assertHeld();
      await saveTables(out, outcome());
    });

  const failureSignal = new AbortController();
  const stop = AbortSignal.any([options.stop, failureSignal.signal]);
  // Every running trial adds a listener.
  setMaxListeners(0, stop, abandon);
  const limit = pLimit(executor.parallel);
  const runOne = async (trial: Trial): Promise<void> => {
    if (stop.aborted) return;
    const id = trialId(trial);
    try {
      const result = await executor.run(trial, {
        stop,
        abandon,
        onStart: () => onEvent({ type: 'trial-start', ...id }),
        onProgress: (progress) => onEvent({ type: 'trial-progress', ...id, ...progress }),
        onWarning: (warning) => onEvent({ type: 'trial-warning', ...id, ...warning }),
      });
      if (!result) return onEvent({ type: 'trial-end', ...id, status: 'interrupted' });
      const record: TrialRecord = { trial, status: 'finished', result: trialResultOf(result) };
      records.set(trial, record);
      onEvent(endEvent(record));
    } catch (error) {
      if (!(error instanceof TrialFailure)) throw error;
      const record: TrialRecord = { trial, status: 'failed', message: error.message };
      records.set(trial, record);
      onEvent(endEvent(record));
    }
    await save();
  };

  await save();
  const runs = plan.open.map((trial) =>
    limit(async () => {
      try {
        await runOne(trial);
      } catch (error) {
        failureSignal.abort();
        throw error;
      }
    }),
  );
  const settled = await Promise.allSettled(runs);
  const failure = settled.find((run) => run.status === 'rejected');
  if (failure) throw failure.reason;
  return outcome();
}

/** Identifies a trial in events. */
export function trialId({ cell, seed, folder }: Trial): TrialId {
  return { cell: cell.name, seed, folder };
}

function endEvent({ trial, status, result, message }: TrialRecord): TrialEndEvent {
  return {
    type: 'trial-end',
    ...trialId(trial),
    status: status === 'finished' ? 'finished' : 'failed',
    ...(result && { result }),
    ...(message !== undefined && { message }),
  };
}

async function saveTables(out: string, { records, summary }: SweepOutcome): Promise<void> {
  await writeFileAtomically(join(out, 'results.csv'), resultsCsv(records));
  await writeFileAtomically(join(out, 'summary.csv'), summaryCsv(summary));
  await writeFileAtomically(join(out, 'summary.json'), `${JSON.stringify(summaryData(summary), undefined, 2)}\n`);
}

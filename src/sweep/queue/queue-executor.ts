import type { Job } from 'bullmq';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LyrebirdError, QueueError } from '../../errors.js';
import { makeFolder } from '../../files/index.js';
import { printable } from '../../printable.js';
import type { TrainConfig } from '../../train/config/index.js';
import type { RunResult } from '../../train/index.js';
import { trialName, type Trial } from '../trial.js';
import { writeResult } from '../trial-result.js';
import { type SweepFolder } from '../sweep-folder.js';
import { lyrebirdVersion } from '../../package.js';
import type { ExecutorHooks, TrialExecutor } from '../executor.js';
import { TrialFailure } from '../trial-failure.js';
import { connect, type QueueConnection, QUEUE_NAME, withoutPassword } from './connection.js';
import { reasonOf } from './connection-errors.js';
import { readJobProgress, readJobResult, type TrialJobData } from './job.js';
import { orAborted } from './or-aborted.js';

/** Polling interval. Polling, unlike listening, also sees what happened before this process connected. */
const POLL_EVERY_SECONDS = 1;

export interface QueueExecutorOptions {
  /** `redis://host:port` */
  readonly address: string;
  readonly sweep: SweepFolder;
  readonly config: TrainConfig;
  readonly warn: (message: string) => void;
  /** Aborts the waiting for the server's first answer. */
  readonly stop: AbortSignal;
}

/**
 * Runs trials on the workers of a queue. The job id of a trial is fixed, so a sweep that was killed finds its jobs
 * again in any state. A job is removed when its result has been written to the trial's folder, which is the only
 * record that counts. A stopped sweep leaves its jobs in the queue: workers continue, and the next run of the sweep
 * collects the results.
 * @throws QueueError if the server cannot be reached; the signal's reason if `stop` fires before it answers
 */
export async function createQueueExecutor(options: QueueExecutorOptions): Promise<TrialExecutor> {
  const { address, sweep, config, warn, stop: stopConnecting } = options;
  const connection = await connect(address, { onLost: warn, onBack: warn }, stopConnecting);
  const { Queue } = await import('bullmq');
  const queue = new Queue<unknown, unknown>(QUEUE_NAME, { connection: connection.redis });
  // The connection already reports this, once per outage.
  queue.on('error', () => undefined);

  const add = (id: string, trial: Trial): Promise<unknown> => {
    const { cell, seed, folder } = trial;
    const data: TrialJobData = {
      version: lyrebirdVersion(),
      sweep: sweep.id,
      name: trialName(trial),
      config: { ...config },
      settings: cell.settings,
      seed,
      folder,
    };
    return queue.add('trial', data, { jobId: id });
  };

  /** Returns the result of a trial. @throws the signal's reason if `stop` fires first; TrialFailure */
  const resultOf = async (trial: Trial, { stop, onStart, onProgress }: ExecutorHooks): Promise<RunResult> => {
    const id = `${sweep.id}/${trial.folder}`;
    let started = false;
    for (; ; await orAborted(delay(POLL_EVERY_SECONDS * 1000), stop)) {
      const job = await connection.ask(() => queue.getJob(id), stop);
      if (!job) {
        // Not queued yet, or lost by a server without persistence that was restarted.
        await connection.ask(() => add(id, trial), stop);
        continue;
      }
      if (job.processedOn !== undefined && !started) {
        started = true;
        onStart();
      }
      if (job.finishedOn === undefined) {
        const progress = readJobProgress(job.progress);
        if (progress) onProgress(progress);
        continue;
      }
      const result = readJobResult(job.returnvalue);
      if (result) {
        const folder = join(sweep.path, trial.folder);
        await makeFolder(folder);
        await writeResult(folder, result);
      }
      if (!(await removed(connection, job, stop))) continue;
      if (!result) throw new TrialFailure(printable(job.failedReason ?? 'the queue returned no result of a run'));
      return result;
    }
  };

  return {
    parallel: Infinity,
    async run(trial, hooks) {
      const { stop } = hooks;
      try {
        return await resultOf(trial, hooks);
      } catch (error) {
        if (stop.aborted && error === stop.reason) return undefined;
        if (error instanceof LyrebirdError || error instanceof TrialFailure) throw error;
        throw new QueueError(`the queue at ${withoutPassword(address)} cannot be used: ${reasonOf(error)}`, {
          cause: error,
        });
      }
    },
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await queue.close().catch(() => undefined);
    },
  };
}

/** Removes a job whose result has been read; returns false if a worker still holds it. */
async function removed(connection: QueueConnection, job: Job, stop: AbortSignal): Promise<boolean> {
  try {
    await connection.ask(() => job.remove(), stop);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked by another worker')) return false;
    throw error;
  }
}

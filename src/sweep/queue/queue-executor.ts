import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from '../../files/index.js';
import type { TrainConfig } from '../../train/config/index.js';
import { trialName, type Trial } from '../trial.js';
import { writeResult } from '../trial-result.js';
import { type SweepFolder } from '../sweep-folder.js';
import { lyrebirdVersion } from '../../package.js';
import type { ExecutorHooks, TrialExecutor, TrialProgress } from '../executor.js';
import { TrialFailure } from '../trial-failure.js';
import { connect, QUEUE_NAME } from './connection.js';
import type { TrialJobData, TrialJobResult } from './job.js';

/** Polling interval. Polling, unlike listening, also sees what happened before this process connected. */
const POLL_EVERY_SECONDS = 1;

export interface QueueExecutorOptions {
  /** `redis://host:port` */
  readonly address: string;
  readonly sweep: SweepFolder;
  readonly config: TrainConfig;
  readonly warn: (message: string) => void;
}

/**
 * Runs trials on the workers of a queue. The job id of a trial is fixed, so a sweep that was killed finds its jobs
 * again in any state. A job is removed when its result has been written to the trial's folder, which is the only
 * record that counts. A stopped sweep leaves its jobs in the queue: workers continue, and the next run of the sweep
 * collects the results.
 * @throws QueueError if the server cannot be reached
 */
export async function createQueueExecutor(options: QueueExecutorOptions): Promise<TrialExecutor> {
  const { address, sweep, config, warn } = options;
  const connection = await connect(address, warn);
  const { Queue } = await import('bullmq');
  const queue = new Queue<TrialJobData, TrialJobResult>(QUEUE_NAME, { connection: connection.redis });
  // The connection already reports this, once per outage.
  queue.on('error', () => undefined);

  const add = (id: string, trial: Trial): Promise<unknown> => {
    const { cell, seed, folder } = trial;
    const data = {
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

  return {
    parallel: Infinity,
    async run(trial, { stop, onStart, onProgress }: ExecutorHooks) {
      const id = `${sweep.id}/${trial.folder}`;
      let started = false;
      for (; !stop.aborted; await pause(stop)) {
        const job = await orStopped(queue.getJob(id), stop);
        if (stop.aborted) break;
        if (!job) {
          // Not queued yet, or lost by a server without persistence that was restarted.
          await orStopped(add(id, trial), stop);
          continue;
        }
        if (job.processedOn !== undefined && !started) {
          started = true;
          onStart();
        }
        if (job.finishedOn === undefined) {
          if (typeof job.progress === 'object') onProgress(job.progress as unknown as TrialProgress);
          continue;
        }
        if (!job.returnvalue) {
          await job.remove();
          throw new TrialFailure(job.failedReason);
        }
        const folder = join(sweep.path, trial.folder);
        await makeFolder(folder);
        await writeResult(folder, job.returnvalue.result);
        await job.remove();
        return job.returnvalue.result;
      }
      return undefined;
    },
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await queue.close().catch(() => undefined);
    },
  };
}

async function pause(stop: AbortSignal): Promise<void> {
  await delay(POLL_EVERY_SECONDS * 1000, undefined, { signal: stop }).catch(() => undefined);
}

/** Waits for the server, but not after `stop` has fired. Returns undefined in that case. */
function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onStop = (): void => resolve(undefined);
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop);
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', onStop));
  });
}

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

/** Looked at rather than listened to: what happened while nobody listened is seen all the same. */
const LOOK_EVERY_SECONDS = 1;

export interface QueueExecutorOptions {
  /** `redis://host:port` */
  readonly address: string;
  readonly sweep: SweepFolder;
  readonly config: TrainConfig;
  readonly warn: (message: string) => void;
}

/**
 * Leaves trials to the workers of a queue. A trial's job has a name of its own, so that a sweep that was killed finds it again, wherever
 * it stands; it is removed once its result lies in the trial's folder, and that alone counts. Stopped, the sweep leaves its jobs where they
 * are: workers go on, and the next run of the sweep collects what they did.
 * @throws QueueError if the server cannot be reached
 */
export async function createQueueExecutor(options: QueueExecutorOptions): Promise<TrialExecutor> {
  const { address, sweep, config, warn } = options;
  const connection = await connect(address, warn);
  const { Queue } = await import('bullmq');
  const queue = new Queue<TrialJobData, TrialJobResult>(QUEUE_NAME, { connection: connection.redis });
  // Told by the connection, once.
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
          // Not asked for yet; or the server has forgotten everything, as one without persistence does when it is started again.
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
  await delay(LOOK_EVERY_SECONDS * 1000, undefined, { signal: stop }).catch(() => undefined);
}

/** A server that is away is waited for; but not by one who wants to leave. */
function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = (): void => resolve(undefined);
    if (stop.aborted) leave();
    stop.addEventListener('abort', leave);
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', leave));
  });
}

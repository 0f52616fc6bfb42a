import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type QueueConnection } from './connection.js';
import { reasonOf } from './connection-errors.js';
import { openJobSource, type JobSource } from './job-source.js';
import { performJob } from './trial-job.js';
import type { WorkerOptions } from './worker-options.js';

export type { WorkerEvent, WorkerOptions } from './worker-options.js';

/**
 * Polling interval. BullMQ's own loop waits in a blocking command on a second connection, and after a restart of the
 * server it can wait for ever.
 */
const POLL_EVERY_SECONDS = 1;

/**
 * Takes trials from a queue and runs them, until it is stopped.
 * @throws QueueError if the server cannot be reached at first
 * @throws OutputError if the runs cannot be written; running trials are saved and returned to the queue
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { address, lostAfterSeconds, onEvent } = options;
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  setMaxListeners(0, stop, options.abandon);
  try {
    await using connection = await connect(
      address,
      {
        onLost: (message) => onEvent({ type: 'problem', message }),
        onBack: (message) => onEvent({ type: 'recovered', message }),
      },
      stop,
    );
    await using jobs = await openJobSource(connection, lostAfterSeconds);
    await takeJobs(jobs, connection, { ...options, stop }, (error) => failed.abort(error));
  } catch (error) {
    if (!options.stop.aborted || error !== options.stop.reason) throw error;
  }
  if (failed.signal.aborted) throw failed.signal.reason;
}

/** Takes jobs while there is room for them; returns when the last one has ended. */
async function takeJobs(
  jobs: JobSource,
  connection: QueueConnection,
  options: WorkerOptions,
  fail: (error: unknown) => void,
): Promise<void> {
  const { parallel, onEvent, stop } = options;
  const running = new Set<Promise<void>>();
  while (!stop.aborted) {
    if (running.size < parallel) {
      const taken = await jobs.take(stop).catch((error: unknown) => {
        // Such as a job that is no job: the others can still be done.
        if (!stop.aborted) onEvent({ type: 'problem', message: `cannot take a trial: ${reasonOf(error)}` });
      });
      if (taken) {
        const run = performJob(taken, connection, options)
          .catch(fail)
          .finally(() => running.delete(run));
        running.add(run);
        continue;
      }
    }
    const pause = delay(POLL_EVERY_SECONDS * 1000, undefined, { signal: stop }).catch(() => undefined);
    await Promise.race([pause, ...running]);
  }
  await Promise.all(running);
}

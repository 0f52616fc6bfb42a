import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type QueueConnection } from './connection.js';
import { reasonOf } from './connection-errors.js';
import { openJobSource, type JobSource } from './job-source.js';
import { performJob } from './perform-job.js';
import type { QueueWorkerOptions } from './worker-options.js';

/**
 * Polling interval. BullMQ's own loop waits in a blocking command on a second connection, and after a restart of the
 * server it can wait for ever.
 */
const POLL_EVERY_SECONDS = 1;

/**
 * Takes jobs from a queue and does them, until it is stopped.
 * @throws QueueError if the server cannot be reached at first
 * @throws OutputError, EngineError if this machine cannot do a job; running jobs are returned to the queue
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<void> {
  const { address, queue, lostAfterSeconds, onEvent } = options;
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  setMaxListeners(0, stop);
  try {
    await using connection = await connect(
      address,
      {
        onLost: (message) => onEvent({ type: 'problem', message }),
        onBack: (message) => onEvent({ type: 'recovered', message }),
      },
      stop,
    );
    await using jobs = await openJobSource(connection, queue, lostAfterSeconds);
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
  options: QueueWorkerOptions,
  fail: (error: unknown) => void,
): Promise<void> {
  const { parallel, noun, onEvent, stop, mostLostWorkers } = options;
  const running = new Set<Promise<void>>();
  let restsUntil = -Infinity;
  const rest = (seconds: number): void => {
    restsUntil = Math.max(restsUntil, performance.now() + seconds * 1000);
  };
  while (!stop.aborted) {
    if (running.size < parallel && performance.now() >= restsUntil) {
      const taken = await jobs.take(stop).catch((error: unknown) => {
        // Such as a job that is no job: the others can still be done.
        if (!stop.aborted) onEvent({ type: 'problem', message: `cannot take a ${noun}: ${reasonOf(error)}` });
      });
      if (taken) {
        // Done alone, so that no other job is to blame if this worker is lost as well.
        const isSuspect = mostLostWorkers !== undefined && taken.job.stalledCounter > 0;
        const mayStart = isSuspect ? Promise.all(running) : Promise.resolve();
        const run = performJob(taken, connection, options, { mayStart, rest })
          .catch(fail)
          .finally(() => running.delete(run));
        running.add(run);
        if (isSuspect) await run;
        continue;
      }
    }
    const pause = delay(POLL_EVERY_SECONDS * 1000, undefined, { signal: stop }).catch(() => undefined);
    await Promise.race([pause, ...running]);
  }
  await Promise.all(running);
}

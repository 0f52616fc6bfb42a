import type { Job } from 'bullmq';
import { setTimeout as delay } from 'node:timers/promises';
import { LyrebirdError, QueueError } from '../errors.js';
import { connect, type QueueConnection, withoutPassword } from './connection.js';
import { reasonOf } from './connection-errors.js';
import { orAborted } from './or-aborted.js';

export interface QueueClientOptions {
  /** `redis://host:port` */
  readonly address: string;
  /** Name of the queue on the server. */
  readonly queue: string;
  readonly warn: (message: string) => void;
  /** Aborts the waiting for the server's first answer. */
  readonly stop: AbortSignal;
}

/** A job to be done. */
export interface JobRequest<T> {
  /** The same for the same work, so that a program which was killed finds its job again in any state. */
  readonly id: string;
  /** Kind of job, for people who look at the server. */
  readonly kind: string;
  readonly data: object;
  readonly stop: AbortSignal;
  /** Called when a worker has taken the job. */
  readonly onStart?: () => void;
  /** Called with what the worker reports. Anyone who can reach the queue may have sent it. */
  readonly onProgress?: (progress: unknown) => void;
  /**
   * Reads the outcome; when it resolves, the job is deleted. May be called again. Anyone who can reach the queue may
   * have sent the outcome.
   */
  readonly read: (outcome: JobOutcome) => Promise<T> | T;
}

/** How a job ended. */
export interface JobOutcome {
  readonly returned: unknown;
  /** Why it failed; undefined if it did not. */
  readonly failedReason: string | undefined;
}

/** The queue, as the program that wants work done sees it. */
export interface QueueClient extends AsyncDisposable {
  /**
   * Has a job done, and waits for its end. If it is stopped, the job stays in the queue: workers continue with it, and
   * the next request finds it.
   * @throws the signal's reason if `stop` fires first; QueueError if the queue cannot be used; what `read` throws
   */
  request<T>(request: JobRequest<T>): Promise<T>;
}

/** Polling, unlike listening, also sees what happened before this process connected. */
const FIRST_POLL_SECONDS = 0.25;
const LONGEST_POLL_SECONDS = 1;

/**
 * Opens a queue to have work done by its workers.
 * @throws QueueError if the server cannot be reached; the signal's reason if `stop` fires before it answers
 */
export async function openQueueClient(options: QueueClientOptions): Promise<QueueClient> {
  const { address, queue: name, warn, stop: stopConnecting } = options;
  const connection = await connect(address, { onLost: warn, onBack: warn }, stopConnecting);
  const { Queue } = await import('bullmq');
  const queue = new Queue<unknown, unknown>(name, { connection: connection.redis });
  // The connection already reports this, once per outage.
  queue.on('error', () => undefined);

  const ask = async <T>(request: JobRequest<T>): Promise<T> => {
    const { id, kind, data, stop, onStart, onProgress, read } = request;
    let started = false;
    let pause = FIRST_POLL_SECONDS;
    for (; ; await orAborted(delay(pause * 1000), stop), pause = Math.min(1.5 * pause, LONGEST_POLL_SECONDS)) {
      const job = await connection.ask(() => queue.getJob(id), stop);
      if (!job) {
        // Not queued yet, or lost by a server without persistence that was restarted.
        await connection.ask(() => queue.add(kind, data, { jobId: id }), stop);
        continue;
      }
      if (job.processedOn !== undefined && !started) {
        started = true;
        onStart?.();
      }
      if (job.finishedOn === undefined) {
        onProgress?.(job.progress);
        continue;
      }
      const value = await read({ returned: job.returnvalue, failedReason: job.failedReason });
      if (await removed(connection, job, stop)) return value;
    }
  };

  return {
    async request(request) {
      const { stop } = request;
      try {
        return await ask(request);
      } catch (error) {
        if (stop.aborted || error instanceof LyrebirdError) throw error;
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

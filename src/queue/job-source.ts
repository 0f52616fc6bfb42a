import { randomUUID } from 'node:crypto';
import type { Job } from 'bullmq';
import type { QueueConnection } from './connection.js';
import { orAborted } from './or-aborted.js';

/** Time for the answer to a request that was under way when the worker was asked to stop. */
const LAST_ANSWER_SECONDS = 2;

/**
 * Renews the lock of a job that is being done, or takes it again if it has run out during an outage. Returns the token
 * of its holder; nothing if the server has forgotten the job: the work then goes on until another worker starts it.
 */
const KEEP = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return holder end
if holder or redis.call('LPOS', KEYS[2], ARGV[3]) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return ARGV[1]
end
return nil`;

/** A job that this worker has taken from the queue. */
export interface TakenJob {
  readonly job: Job<unknown, unknown>;
  /** Identifies this taking of the job: the server accepts a result from nobody else. */
  readonly token: string;
  /** Tells the server that the job is being done. @returns whether no other worker has taken it */
  keep(): Promise<boolean>;
}

/** The queue, as a worker sees it. */
export interface JobSource extends AsyncDisposable {
  /**
   * Takes the next job; undefined if there is none.
   * @throws the signal's reason if it fires first
   */
  take(stop: AbortSignal): Promise<TakenJob | undefined>;
}

/**
 * Opens a queue, and from then on gives the jobs of lost workers back to it.
 * @param queue its name
 * @param lostAfterSeconds time without a sign of life after which a worker is lost
 */
export async function openJobSource(
  connection: QueueConnection,
  queue: string,
  lostAfterSeconds: number,
): Promise<JobSource> {
  const { Worker } = await import('bullmq');
  const worker = new (class extends Worker<unknown, unknown> {
    /** Without the second connection, for blocking commands. */
    protected override createBackend(): void {
      this.backend = this.backendFactory(this.name, this.opts, { withBlockingConnection: false });
    }
  })(queue, null, {
    connection: connection.redis,
    autorun: false,
    lockDuration: lostAfterSeconds * 1000,
    stalledInterval: lostAfterSeconds * 500,
    // How often a job may lose its worker is for the next one to decide.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  // The connection already reports its errors, once per outage.
  worker.on('error', () => undefined);

  const closed = new AbortController();
  let checking = false;
  const checkLostWorkers = async (): Promise<void> => {
    if (checking) return;
    checking = true;
    await connection.ask(() => worker.backend.moveStalledJobsToWait(), closed.signal).catch(() => undefined);
    checking = false;
  };
  const timer = setInterval(() => void checkLostWorkers(), lostAfterSeconds * 500);
  void checkLostWorkers();

  const keep = async (job: Job<unknown, unknown>, token: string): Promise<boolean> => {
    const keys = [`${worker.toKey(job.id!)}:lock`, worker.toKey('active')];
    const holder = await connection.redis.eval(KEEP, keys.length, ...keys, token, lostAfterSeconds * 1000, job.id!);
    return holder === null || holder === token;
  };

  return {
    async take(stop) {
      const token = randomUUID();
      let asked = false;
      const request = async () => {
        asked = true;
        return worker.getNextJob(token, { block: false });
      };
      const answer = connection.ask(request, closed.signal);
      const job = await orAborted(answer, stop).catch(async (error: unknown) => {
        if (!stop.aborted || !asked) throw error;
        return orAborted(answer, AbortSignal.timeout(LAST_ANSWER_SECONDS * 1000));
      });
      return job && { job, token, keep: () => keep(job, token) };
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      closed.abort();
      await worker.close(true).catch(() => undefined);
    },
  };
}

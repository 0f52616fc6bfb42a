import { hostname } from 'node:os';
import { EngineError, OutputError } from '../errors.js';
import { plural } from '../format-number.js';
import type { QueueConnection } from './connection.js';
import type { TakenJob } from './job-source.js';
import type { JobHooks, QueueWorkerOptions, WorkerEvent } from './worker-options.js';

/** Time that a worker which is asked to stop gives an unreachable server. */
const LAST_WORD_SECONDS = 5;

/** What a job and its worker tell each other. */
export interface WorkerLink {
  /** The job waits for this. */
  readonly mayStart: Promise<unknown>;
  readonly rest: JobHooks['rest'];
}

/**
 * Does a job and sends its outcome to the queue.
 * @throws OutputError, EngineError if this machine cannot do it; the job is given back
 */
export async function performJob(
  taken: TakenJob,
  connection: QueueConnection,
  options: QueueWorkerOptions,
  { mayStart, rest }: WorkerLink,
): Promise<void> {
  const { job, token } = taken;
  const { onEvent, stop, lostAfterSeconds, mostLostWorkers = Infinity } = options;
  const name = options.nameOf(job.data);
  using kept = keepJob(taken, connection, lostAfterSeconds);
  using lastWord = afterStop(stop, LAST_WORD_SECONDS);
  /** Sends the outcome, and reports it once the queue has taken it. */
  const send = async (request: () => Promise<unknown>, report: WorkerEvent): Promise<void> => {
    try {
      await connection.ask(request, lastWord.signal);
      onEvent(report);
    } catch {
      const message = `${name}: the queue does not answer, so another worker repeats it after ${lostAfterSeconds} s`;
      onEvent(lastWord.signal.aborted ? { type: 'problem', message } : { type: 'lost', name });
    }
  };
  const giveBack = (): Promise<void> => send(() => job.moveToWait(token), { type: 'returned', name });
  const fail = (message: string): Promise<void> => {
    const failure = new Error(`${message} (on ${hostname()})`);
    // BullMQ must not repeat it, whatever the job asks for.
    failure.name = 'UnrecoverableError';
    return send(() => job.moveToFailed(failure, token, false), { type: 'failed', name, message });
  };
  const report = (progress: object): void => {
    if (connection.isReady()) job.updateProgress(progress).catch(() => undefined);
  };
  if (job.stalledCounter >= mostLostWorkers) {
    return await fail(`given up, as ${plural(job.stalledCounter, 'worker')} ended while at it`);
  }
  try {
    await mayStart;
    const outcome = await options.perform(job.data, { stop: AbortSignal.any([stop, kept.lost]), report, rest });
    if (outcome) await send(() => job.moveToCompleted(outcome, token, false), { type: 'finished', name });
    else if (kept.lost.aborted) onEvent({ type: 'lost', name });
    else await giveBack();
  } catch (error) {
    // Not the fault of the job: on another machine it may succeed.
    if (error instanceof OutputError || error instanceof EngineError) {
      await giveBack();
      throw error;
    }
    await fail(options.failureText(error));
  }
}

/**
 * Shows the server regularly that a job is being done. Otherwise it is given to another worker.
 * @returns a signal that fires when another worker has taken the job
 */
function keepJob(
  { keep }: TakenJob,
  connection: QueueConnection,
  lostAfterSeconds: number,
): Disposable & { readonly lost: AbortSignal } {
  const [lost, done] = [new AbortController(), new AbortController()];
  let asking = false;
  const ask = async (): Promise<void> => {
    // During an outage, one request waits for its end.
    if (asking) return;
    asking = true;
    const kept = await connection.ask(keep, done.signal).catch(() => true);
    asking = false;
    if (!kept) lost.abort();
  };
  const timer = setInterval(() => void ask(), lostAfterSeconds * 250);
  return {
    lost: lost.signal,
    [Symbol.dispose]: () => {
      clearInterval(timer);
      done.abort();
    },
  };
}

/** A signal that fires some time after another one. */
function afterStop(stop: AbortSignal, seconds: number): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    timer = setTimeout(() => controller.abort(), seconds * 1000);
  };
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
    },
  };
}

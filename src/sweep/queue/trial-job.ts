import type { Job } from 'bullmq';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OutputError } from '../../errors.js';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import { formatConfig } from '../../train/config/index.js';
import { runTrialProcess } from '../processes/trial-process.js';
import { TrialFailure } from '../trial-failure.js';
import { createProgressReader } from '../trial-progress.js';
import { readResult } from '../trial-result.js';
import type { QueueConnection } from './connection.js';
import { jobName, readJob, type TrialJobResult } from './job.js';
import type { WorkerEvent, WorkerOptions } from './worker-options.js';

const SECONDS_BETWEEN_PROGRESS = 1;

/** Time that a worker which is asked to stop gives an unreachable server. */
const LAST_WORD_SECONDS = 5;

/** A job that this worker has taken from the queue. */
export interface TakenJob {
  readonly job: Job<unknown, TrialJobResult>;
  /** Identifies this taking of the job: the server accepts a result from nobody else. */
  readonly token: string;
  /** Tells the server that the job is being done. @returns whether no other worker has taken it */
  keep(): Promise<boolean>;
}

/**
 * Runs the trial of a job and sends its outcome to the queue.
 * @throws OutputError if this machine cannot write the run; the job is given back
 */
export async function performJob(taken: TakenJob, connection: QueueConnection, options: WorkerOptions): Promise<void> {
  const { job, token } = taken;
  const { onEvent, stop, lostAfterSeconds } = options;
  const name = jobName(job.data);
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
  try {
    const outcome = await runTrial(job, connection, { ...options, stop: AbortSignal.any([stop, kept.lost]) });
    if (outcome) await send(() => job.moveToCompleted(outcome, token, false), { type: 'finished', name });
    else if (kept.lost.aborted) onEvent({ type: 'lost', name });
    else await giveBack();
  } catch (error) {
    // Not the fault of the trial: on another machine it may succeed.
    if (error instanceof OutputError) {
      await giveBack();
      throw error;
    }
    const message = error instanceof TrialFailure ? error.message : `unexpected error: ${String(error)}`;
    const failure = new Error(`${message} (on ${hostname()})`);
    // BullMQ must not repeat it, whatever the job asks for.
    failure.name = 'UnrecoverableError';
    await send(() => job.moveToFailed(failure, token, false), { type: 'failed', name, message });
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

/** @returns undefined if the trial was stopped */
async function runTrial(
  job: TakenJob['job'],
  { isReady }: QueueConnection,
  options: WorkerOptions,
): Promise<TrialJobResult | undefined> {
  const { command, extraArguments = [], data, out, onEvent, stop, abandon } = options;
  const trial = readJob(job.data);
  onEvent({ type: 'taken', name: trial.name });
  const sweep = join(out, trial.sweep);
  const folder = join(sweep, trial.folder);
  // A server without persistence that was restarted gives out again what is done.
  const earlier = await readResult(folder);
  if (earlier) return { result: earlier, host: hostname() };
  await makeFolder(sweep);
  const baseFile = join(sweep, 'base.yaml');
  await writeFileAtomically(baseFile, formatConfig(trial.config));

  const progressOf = createProgressReader();
  let reportedAt = -Infinity;
  const finished = await runTrialProcess(
    {
      ...{ command, extraArguments, baseFile, settings: trial.settings, seed: trial.seed, out: folder },
      ...(data !== undefined && { data }),
    },
    {
      stop,
      abandon,
      onEvent(event) {
        const progress = progressOf(event);
        if (!progress || performance.now() - reportedAt < SECONDS_BETWEEN_PROGRESS * 1000) return;
        reportedAt = performance.now();
        // Progress is for display only: a failed update does not matter, and none waits for the server.
        if (isReady()) job.updateProgress({ ...progress }).catch(() => undefined);
      },
    },
  );
  if (!finished) return undefined;
  const result = await readResult(folder);
  if (!result) throw new TrialFailure(`finished, but wrote no result to ${folder}`);
  return { result, host: hostname() };
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

import type { Job } from 'bullmq';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import { formatConfig } from '../../train/config/index.js';
import { readResult } from '../trial-result.js';
import { lyrebirdVersion } from '../../package.js';
import { runTrialProcess, type TrialCommand } from '../processes/trial-process.js';
import { TrialFailure } from '../trial-failure.js';
import { createProgressReader } from '../trial-progress.js';
import { connect, QUEUE_NAME } from './connection.js';
import { jobSchema, type TrialJobData, type TrialJobResult } from './job.js';

const SECONDS_BETWEEN_PROGRESS = 1;

/** Events of a worker. */
export type WorkerEvent =
  /**
   * `taken`: taken from the queue; `finished`; `lost`: given to another worker; `returned`: saved and returned to the
   * queue.
   */
  | { readonly type: 'taken' | 'finished' | 'lost' | 'returned'; readonly name: string }
  | { readonly type: 'failed'; readonly name: string; readonly message: string }
  /** The server does not answer; the worker waits for it. */
  | { readonly type: 'problem'; readonly message: string };

export interface WorkerOptions extends TrialCommand {
  /** `redis://host:port` */
  readonly address: string;
  /** Trials at a time. */
  readonly parallel: number;
  /** Data folder on this machine; default: that of the sweep's configuration. */
  readonly data?: string;
  /** Folder for the runs. If workers share it, each can resume the trials of the others. */
  readonly out: string;
  /** After this time without a sign of life, the trials of a worker are given to others. */
  readonly lostAfterSeconds: number;
  readonly onEvent: (event: WorkerEvent) => void;
  /** Saves the running trials, returns them to the queue, and exits. */
  readonly stop: AbortSignal;
  /** Stops the running trials at once. */
  readonly abandon: AbortSignal;
}

/**
 * Takes trials from a queue and runs them, until it is stopped.
 * @throws QueueError if the server cannot be reached
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { address, parallel, lostAfterSeconds, onEvent, stop } = options;
  await using connection = await connect(address, (message) => onEvent({ type: 'problem', message }));
  const { Worker, WaitingError, UnrecoverableError } = await import('bullmq');

  const perform = async (job: TrialJob, token?: string, lost?: AbortSignal): Promise<TrialJobResult> => {
    const ended = AbortSignal.any([stop, ...(lost ? [lost] : [])]);
    const { name } = job.data;
    try {
      const outcome = await runJob(job, { ...options, stop: ended });
      if (outcome) {
        onEvent({ type: 'finished', name });
        return outcome;
      }
    } catch (error) {
      if (!(error instanceof TrialFailure)) throw error;
      onEvent({ type: 'failed', name, message: error.message });
      throw new UnrecoverableError(`${error.message} (on ${hostname()})`);
    }
    if (lost?.aborted) {
      onEvent({ type: 'lost', name });
      throw new Error('lost');
    }
    await job.moveToWait(token);
    onEvent({ type: 'returned', name });
    throw new WaitingError();
  };
  const worker = new Worker<TrialJobData, TrialJobResult>(QUEUE_NAME, perform, {
    connection: connection.redis,
    concurrency: parallel,
    lockDuration: lostAfterSeconds * 1000,
    stalledInterval: lostAfterSeconds * 500,
    // A trial resumes from its checkpoint, however often its workers were killed.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  worker.on('error', () => undefined);
  worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => worker.cancelJob(id)));

  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
  await worker.close();
}

type TrialJob = Job<TrialJobData, TrialJobResult>;

/** Runs a job's trial. @returns undefined if it was stopped */
async function runJob(job: TrialJob, options: WorkerOptions): Promise<TrialJobResult | undefined> {
  const { command, extraArguments = [], data, out, onEvent, stop, abandon } = options;
  const trial = readJob(job.data);
  onEvent({ type: 'taken', name: trial.name });
  const sweep = join(out, trial.sweep);
  await makeFolder(sweep);
  const baseFile = join(sweep, 'base.yaml');
  await writeFileAtomically(baseFile, formatConfig(trial.config));

  const progressOf = createProgressReader();
  let reportedAt = -Infinity;
  const folder = join(sweep, trial.folder);
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
        // Progress is for display only: a failed update does not matter.
        job.updateProgress({ ...progress }).catch(() => undefined);
      },
    },
  );
  if (!finished) return undefined;
  const result = await readResult(folder);
  if (!result) throw new TrialFailure(`finished, but wrote no result to ${folder}`);
  return { result, host: hostname() };
}

function readJob(data: unknown): TrialJobData {
  const { version: sweepVersion } = data as { readonly version?: unknown };
  if (sweepVersion !== lyrebirdVersion()) {
    throw new TrialFailure(
      `the sweep uses Lyrebird ${String(sweepVersion)}, the worker on ${hostname()} uses ${lyrebirdVersion()}: ` +
        `install the same version on both`,
    );
  }
  const { data: trial, error } = jobSchema.safeParse(data);
  if (!trial) throw new TrialFailure(`the queue holds a job that is not a trial: ${error.issues[0]!.message}`);
  return trial;
}

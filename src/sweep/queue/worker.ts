import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import { runQueueWorker, type JobHooks, type WorkerSettings } from '../../queue/index.js';
import { formatConfig } from '../../train/config/index.js';
import { runTrialProcess, type TrialCommand } from '../processes/trial-process.js';
import { TrialFailure } from '../trial-failure.js';
import { createProgressReader } from '../trial-progress.js';
import { readResult } from '../trial-result.js';
import { warningOf } from '../trial-warnings.js';
import { createWarningList, jobName, QUEUE_NAME, readJob, type TrialJobResult } from './job.js';

const SECONDS_BETWEEN_PROGRESS = 1;

/** How a worker runs trials. `stop` saves the running ones. */
export interface WorkerOptions extends WorkerSettings, TrialCommand {
  /** Data folder on this machine; default: that of the sweep's configuration. */
  readonly data?: string;
  /** Folder for the runs. If workers share it, each can resume the trials of the others. */
  readonly out: string;
  /** Stops the running trials at once. */
  readonly abandon: AbortSignal;
}

/**
 * Takes trials from a queue and runs them, until it is stopped.
 * @throws QueueError if the server cannot be reached at first
 * @throws OutputError if the runs cannot be written; running trials are saved and returned to the queue
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  setMaxListeners(0, options.abandon);
  await runQueueWorker({
    ...options,
    queue: QUEUE_NAME,
    noun: 'trial',
    nameOf: jobName,
    perform: (data, hooks) => runTrial(data, hooks, options),
    failureText: (error) => (error instanceof TrialFailure ? error.message : `unexpected error: ${String(error)}`),
  });
}

/** @returns undefined if the trial was stopped */
async function runTrial(
  data: unknown,
  { stop, report }: JobHooks,
  options: WorkerOptions,
): Promise<TrialJobResult | undefined> {
  const { command, extraArguments = [], data: dataFolder, out, onEvent, abandon } = options;
  const trial = readJob(data);
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
  const collected = createWarningList();
  let reportedAt = -Infinity;
  const finished = await runTrialProcess(
    {
      ...{ command, extraArguments, baseFile, settings: trial.settings, seed: trial.seed, out: folder },
      ...(dataFolder !== undefined && { data: dataFolder }),
    },
    {
      stop,
      abandon,
      onEvent(event) {
        const warning = warningOf(event, folder);
        if (warning) collected.add(warning);
        const progress = progressOf(event);
        if (!progress || performance.now() - reportedAt < SECONDS_BETWEEN_PROGRESS * 1000) return;
        reportedAt = performance.now();
        report({ ...progress });
      },
    },
  );
  if (!finished) return undefined;
  const result = await readResult(folder);
  if (!result) throw new TrialFailure(`finished, but wrote no result to ${folder}`);
  const { warnings } = collected;
  return { result, host: hostname(), ...(warnings.length > 0 && { warnings }) };
}

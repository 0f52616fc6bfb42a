import { join } from 'node:path';
import { makeFolder } from '../../files/index.js';
import { lyrebirdVersion } from '../../package.js';
import { printable } from '../../printable.js';
import { openQueueClient } from '../../queue/index.js';
import type { TrainConfig } from '../../train/config/index.js';
import type { TrialExecutor } from '../executor.js';
import { type SweepFolder } from '../sweep-folder.js';
import { TrialFailure } from '../trial-failure.js';
import { writeResult } from '../trial-result.js';
import { trialName, type Trial } from '../trial.js';
import { QUEUE_NAME, readJobProgress, readJobResult, readJobWarnings, type TrialJobData } from './job.js';

export interface QueueExecutorOptions {
  /** `redis://host:port` */
  readonly address: string;
  readonly sweep: SweepFolder;
  readonly config: TrainConfig;
  readonly warn: (message: string) => void;
  /** Aborts the waiting for the server's first answer. */
  readonly stop: AbortSignal;
}

/**
 * Runs trials on the workers of a queue. The job id of a trial is fixed, so a sweep that was killed finds its jobs
 * again in any state. A job is removed when its result has been written to the trial's folder, which is the only
 * record that counts. A stopped sweep leaves its jobs in the queue: workers continue, and the next run of the sweep
 * collects the results.
 * @throws QueueError if the server cannot be reached; the signal's reason if `stop` fires before it answers
 */
export async function createQueueExecutor(options: QueueExecutorOptions): Promise<TrialExecutor> {
  const { address, sweep, config, warn, stop: stopConnecting } = options;
  const client = await openQueueClient({ address, queue: QUEUE_NAME, warn, stop: stopConnecting });

  const dataOf = (trial: Trial): TrialJobData => ({
    version: lyrebirdVersion(),
    sweep: sweep.id,
    name: trialName(trial),
    config: { ...config },
    settings: trial.cell.settings,
    seed: trial.seed,
    folder: trial.folder,
  });

  return {
    parallel: Infinity,
    async run(trial, { stop, onStart, onProgress, onWarning }) {
      try {
        const { result, failedReason, warnings } = await client.request({
          ...{ id: `${sweep.id}/${trial.folder}`, kind: 'trial', data: dataOf(trial), stop, onStart },
          onProgress: (value) => {
            const progress = readJobProgress(value);
            if (progress) onProgress(progress);
          },
          read: async ({ returned, failedReason: reason }) => {
            const found = readJobResult(returned);
            if (found) {
              const folder = join(sweep.path, trial.folder);
              await makeFolder(folder);
              await writeResult(folder, found);
            }
            return { result: found, failedReason: reason, warnings: readJobWarnings(returned) };
          },
        });
        if (!result) throw new TrialFailure(printable(failedReason ?? 'the queue returned no result of a run'));
        warnings.forEach(onWarning);
        return result;
      } catch (error) {
        if (stop.aborted && error === stop.reason) return undefined;
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

import { join } from 'node:path';
import { LyrebirdError } from '../errors.js';
import type { TrainEvent } from '../train/index.js';
import type { Settings } from './cell.js';
import type { TrialExecutor } from './executor.js';
import type { SweepFolder } from './sweep-folder.js';
import { TrialFailure } from './trial-failure.js';
import { createProgressReader } from './trial-progress.js';
import { readResult } from './trial-result.js';
import { warningOf } from './trial-warnings.js';

/** Training run of one trial. */
export interface TrialSpec {
  /**
   * Configuration file shared by all trials: `loadConfig({ file: baseFile, values: { ...settings, seed } }, kinds)`.
   */
  readonly baseFile: string;
  /** Settings of this trial, by full path. */
  readonly settings: Settings;
  readonly seed: number;
  /** Run folder; may hold an interrupted run. Train with `resume: true`, which starts a new run if there is none. */
  readonly out: string;
  /** Stops the run after the step in progress and saves it. */
  readonly signal: AbortSignal;
}

export interface InProcessExecutorOptions {
  readonly sweep: SweepFolder;
  /** Trains one trial in its run folder and yields the events of `train`. */
  readonly runTrial: (trial: TrialSpec) => AsyncIterable<TrainEvent>;
  /** Trials at a time; default 1, because trials share this thread and its memory. */
  readonly parallel?: number;
}

/**
 * Runs trials in this process with a custom function, for data and networks that the command line does not support. If
 * the function throws a LyrebirdError, the trial fails and the other trials continue; any other error ends the sweep.
 */
export function createInProcessExecutor({ sweep, runTrial, parallel = 1 }: InProcessExecutorOptions): TrialExecutor {
  return {
    parallel,
    async run({ cell, seed, folder }, { stop, abandon, onStart, onProgress, onWarning }) {
      if (stop.aborted) return undefined;
      const out = join(sweep.path, folder);
      const progressOf = createProgressReader();
      onStart();
      let finished = false;
      try {
        const run = runTrial({ baseFile: sweep.baseFile, settings: cell.settings, seed, out, signal: stop });
        for await (const event of run) {
          const progress = progressOf(event);
          if (progress) onProgress(progress);
          const warning = warningOf(event, out);
          if (warning) onWarning(warning);
          finished = event.type === 'end' && event.reason === 'finished';
          if (abandon.aborted) break;
        }
      } catch (error) {
        if (stop.aborted && error === stop.reason) return undefined;
        if (error instanceof LyrebirdError) throw new TrialFailure(error.message, { cause: error });
        throw error;
      }
      if (!finished) return undefined;
      const result = await readResult(out);
      if (!result) throw new TrialFailure(`finished, but wrote no result to ${out}`);
      return result;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

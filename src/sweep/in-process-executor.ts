import { join } from 'node:path';
import { LyrebirdError } from '../errors.js';
import type { TrainEvent } from '../train/index.js';
import type { Settings } from './cell.js';
import type { TrialExecutor } from './executor.js';
import type { SweepFolder } from './sweep-folder.js';
import { TrialFailure } from './trial-failure.js';
import { createProgressReader } from './trial-progress.js';
import { readResult } from './trial-result.js';

/** One trial, as a training run. */
export interface TrialSpec {
  /** What all trials have in common: a configuration file, for `loadConfig({ file: baseFile, values: { ...settings, seed } }, kinds)`. */
  readonly baseFile: string;
  /** Settings of this trial, by their full paths. */
  readonly settings: Settings;
  readonly seed: number;
  /** Run folder; an interrupted run may lie there: train with `resume: true`, which begins anew where there is none. */
  readonly out: string;
  /** Ends the run after the step in progress, with everything saved. */
  readonly signal: AbortSignal;
}

/** What runs a trial. */
export interface InProcessExecutorOptions {
  readonly sweep: SweepFolder;
  /** Trains a trial in its run folder and yields the events of `train`. */
  readonly runTrial: (trial: TrialSpec) => AsyncIterable<TrainEvent>;
  /** Trials at a time; 1 unless given: trials share this thread and its memory. */
  readonly parallel?: number;
}

/**
 * Runs trials in this process, by a function of one's own: for data and networks that no command line knows. A trial fails, and others go
 * on, if the function throws one of Lyrebird's errors; whatever else it throws ends the sweep.
 */
export function createInProcessExecutor({ sweep, runTrial, parallel = 1 }: InProcessExecutorOptions): TrialExecutor {
  return {
    parallel,
    async run({ cell, seed, folder }, { stop, leave, onStart, onProgress }) {
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
          finished = event.type === 'end' && event.reason === 'finished';
          if (leave.aborted) break;
        }
      } catch (error) {
        if (stop.aborted && error === stop.reason) return undefined;
        if (error instanceof LyrebirdError) throw new TrialFailure(error.message, { cause: error });
        throw error;
      }
      if (!finished) return undefined;
      const result = await readResult(out);
      if (!result) throw new TrialFailure(`ended well, but left no result in ${out}`);
      return result;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

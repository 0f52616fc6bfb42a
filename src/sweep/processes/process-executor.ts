import { join } from 'node:path';
import { readResult } from '../trial-result.js';
import { type SweepFolder } from '../sweep-folder.js';
import type { TrialExecutor } from '../executor.js';
import { TrialFailure } from '../trial-failure.js';
import { createProgressReader } from '../trial-progress.js';
import { warningOf } from '../trial-warnings.js';
import { runTrialProcess, type TrialCommand } from './trial-process.js';

export interface ProcessExecutorOptions extends TrialCommand {
  readonly sweep: SweepFolder;
  /** Trials at a time. */
  readonly parallel: number;
}

/** Runs trials on this machine, each as `lyrebird train` in a child process. */
export function createProcessExecutor({ sweep, parallel, ...trialCommand }: ProcessExecutorOptions): TrialExecutor {
  return {
    parallel,
    async run({ cell, seed, folder }, { stop, abandon, onStart, onProgress, onWarning }) {
      const out = join(sweep.path, folder);
      const progressOf = createProgressReader();
      onStart();
      const finished = await runTrialProcess(
        { ...trialCommand, baseFile: sweep.baseFile, settings: cell.settings, seed, out },
        {
          stop,
          abandon,
          onEvent(event) {
            const progress = progressOf(event);
            if (progress) onProgress(progress);
            const warning = warningOf(event, out);
            if (warning) onWarning(warning);
          },
        },
      );
      if (!finished) return undefined;
      const result = await readResult(out);
      if (!result) throw new TrialFailure(`finished, but wrote no result to ${out}`);
      return result;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

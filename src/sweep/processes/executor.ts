import { join } from 'node:path';
import { readResult } from '../trial-result.js';
import { type SweepFolder } from '../sweep-folder.js';
import type { TrialExecutor } from '../executor.js';
import { runTrialProcess, TrialFailure } from './trial-process.js';
import { createProgressReader } from '../trial-progress.js';

export interface LocalExecutorOptions {
  readonly sweep: SweepFolder;
  readonly parallel: number;
  readonly ffmpeg?: string;
}

/** Runs trials on this machine, each in a process of its own. */
export function createLocalExecutor({ sweep, parallel, ffmpeg }: LocalExecutorOptions): TrialExecutor {
  return {
    parallel,
    async run({ cell, seed, folder }, { stop, leave, onStart, onProgress }) {
      const out = join(sweep.path, folder);
      const progressOf = createProgressReader();
      onStart();
      const finished = await runTrialProcess(
        { baseFile: sweep.baseFile, settings: cell.settings, seed, out, ...(ffmpeg !== undefined && { ffmpeg }) },
        {
          stop,
          leave,
          onEvent(event) {
            const progress = progressOf(event);
            if (progress) onProgress(progress);
          },
        },
      );
      if (!finished) return undefined;
      const result = await readResult(out);
      if (!result) throw new TrialFailure(`ended well, but left no result in ${out}`);
      return result;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

import type { FoldRunner } from '../../../src/train/index.js';
import { LYREBIRD } from '../../launcher.js';
import { ffmpegArguments } from '../../options/sweep-options.js';

/** Trains a fold by `lyrebird train --only-fold` in a child process. */
export function foldProcess(ffmpeg: string | undefined): FoldRunner {
  return async ({ fold, folder, configFile, threads, shards }, stop, onStep) => {
    const { runTrialProcess } = await import('../../../src/sweep/index.js');
    const run = {
      command: LYREBIRD,
      baseFile: configFile,
      settings: { 'engine.threads': threads, 'engine.shards': shards },
      out: folder,
      extraArguments: ['--only-fold', String(fold), ...ffmpegArguments(ffmpeg)],
    };
    return runTrialProcess(run, {
      stop,
      abandon: stop,
      onEvent: (event) => event.type === 'step' && onStep(event.step, event.steps),
    });
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_SOME_FILES_FAILED } from '../../../src/errors.js';
import type { EndEvent } from '../../../src/train/index.js';
import type { CommonOptions } from '../../options/common-options.js';
import { configSource, type ConfigFlags } from '../../options/config-source.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { chooseRenderer } from './screen/choose.js';
import type { RenderChoice } from '../../ui/render-choice.js';
import { results, say, stoppedExitCode } from '../../ui/streams.js';
import { startTraining } from './client.js';
import type { TrainRequest } from './protocol.js';

/** Options of `lyrebird train`. */
export interface TrainFlags extends CommonOptions, ConfigFlags {
  readonly out?: string;
  readonly resume?: true;
  readonly overwrite?: true;
  readonly wait: number;
  readonly onlyFold?: number;
  readonly ffmpeg?: string;
  readonly json?: true;
}

/** Runs `lyrebird train`. @returns the exit code */
export async function train(flags: TrainFlags): Promise<number> {
  const { end, leftOut } = await trainAndShow(requestOf(flags), {
    json: flags.json ?? false,
    quiet: flags.quiet ?? false,
    color: flags.color,
  });
  if (end?.reason === 'finished') return leftOut > 0 ? EXIT_SOME_FILES_FAILED : 0;
  if (!end) say('interrupted without saving: the steps since the last checkpoint are lost');
  else if (results.closed.aborted)
    say(`stopped, because the reader closed stdout; saved in ${end.path}: continue with --resume`);
  return stoppedExitCode();
}

/** A run that has ended. */
export interface ShownRun {
  /** Absent if the run stopped without saving. */
  readonly end?: EndEvent;
  /** Number of files and folders that were left out, because they cannot be read. */
  readonly leftOut: number;
}

/** Trains in a worker thread, and shows the run on this thread until it ends. */
export async function trainAndShow(
  request: TrainRequest,
  choice: RenderChoice,
  onStop: () => void = () => undefined,
): Promise<ShownRun> {
  const run = startTraining(request);
  let stop = (): void => void run.stop();
  const renderer = await chooseRenderer(choice, { stop: () => stop() });
  stop = () => {
    onStop();
    renderer.stopping(run.stop());
  };
  const release = onInterrupt(() => stop());
  results.closed.addEventListener('abort', () => run.stop());
  let end: EndEvent | undefined;
  let hasEnded = false;
  let leftOut = 0;
  try {
    for await (const event of run.events) {
      if (event.type === 'loading') renderer.loading(event);
      else await renderer.event(event);
      if (event.type === 'end') end = event;
      else if (event.type === 'warning' && event.leftOut) leftOut++;
    }
    hasEnded = true;
  } finally {
    // Such as a stdout that is full: nobody would see the run or could stop it.
    if (!hasEnded) run.stop();
    release();
    await renderer.end();
  }
  return { ...(end && { end }), leftOut };
}

function requestOf(flags: TrainFlags): TrainRequest {
  const { out, ffmpeg, onlyFold } = flags;
  const resume = flags.resume ?? false;
  const source = configSource(flags);
  // The run folder stores its configuration, so --resume needs neither --task nor --config.
  const stored = out === undefined ? undefined : join(out, 'config.yaml');
  const usesStored = resume && source.task === undefined && source.file === undefined && stored && existsSync(stored);
  return {
    source: usesStored ? { ...source, file: stored } : source,
    ...(out !== undefined && { out }),
    resume,
    overwrite: flags.overwrite ?? false,
    waitSeconds: flags.wait,
    ...(ffmpeg !== undefined && { ffmpeg }),
    ...(onlyFold !== undefined && { onlyFold }),
  };
}

import { threadsNotice } from '../../../src/engine/index.js';
import { EXIT_SOME_FILES_FAILED, EXIT_SOME_TRIALS_FAILED } from '../../../src/errors.js';
import { type DataWarning, kindOf, type TrainConfig } from '../../../src/train/index.js';
import { TASK_KINDS } from '../../kinds.js';
import {
  type Cell,
  createProcessExecutor,
  planSweep,
  runSweep,
  type RunSweepOptions,
  type SweepEnd,
  type SweepFolder,
  type TrialExecutor,
  trialsOf,
} from '../../../src/sweep/index.js';
import { LYREBIRD } from '../../launcher.js';
import { ffmpegArguments } from '../../options/sweep-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { results, say, sayWarning, stoppedExitCode } from '../../ui/streams.js';
import { chooseSweepRenderer } from './screen/choose.js';
import type { SweepRenderer } from './screen/renderer.js';
import { checkCellData, parallelTrials, type SweepBaseFlags } from './sweep-config.js';

/** In milliseconds, 24 days: a longer timer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface SweepAndShowOptions {
  readonly flags: SweepBaseFlags;
  readonly config: TrainConfig;
  readonly cells: readonly Cell[];
  readonly seeds: number;
  /** Folder of the sweep. */
  readonly out: string;
  /** As in `RunSweepOptions`. */
  readonly choose?: NonNullable<RunSweepOptions['choose']>;
  /** Saves and stops after this time; at once if it is not above 0. */
  readonly seconds?: number;
}

/** Outcome of a sweep that was shown. */
export interface ShownSweep extends SweepEnd {
  /** Whether the sweep was stopped because its time was over, and by nothing else. */
  readonly outOfTime: boolean;
  /** Whether a trial of this call left out data that cannot be read. */
  readonly leftOut: boolean;
}

/**
 * Runs or resumes a sweep and shows it until it ends. Ctrl+C saves and stops; the second one stops at once.
 * @throws what `runSweep` throws
 */
export async function sweepAndShow({ flags, seconds, ...sweep }: SweepAndShowOptions): Promise<ShownSweep> {
  const createRenderer = await chooseSweepRenderer({
    json: flags.json ?? false,
    quiet: flags.quiet ?? false,
    color: flags.color,
  });
  let renderer: SweepRenderer | undefined;
  const [stop, abandon] = [new AbortController(), new AbortController()];
  let outOfTime = false;
  let leftOut = false;
  const halt = (): void => {
    const isSecond = stop.signal.aborted;
    if (isSecond) abandon.abort();
    renderer?.stopping(isSecond ? 'at once' : 'saving');
    stop.abort();
  };
  const interrupt = (): void => {
    outOfTime = false;
    halt();
  };
  const endTime = (): void => {
    if (stop.signal.aborted) return;
    outOfTime = true;
    halt();
  };
  if (flags.queue === undefined) await checkOpenTrials(flags, sweep);
  const notice = threadsNotice(sweep.config.engine);
  const warn = sayOnce();
  if (notice !== undefined) warn({ message: notice });
  const release = onInterrupt(interrupt);
  results.closed.addEventListener('abort', () => stop.abort());
  const deadline = seconds === undefined ? undefined : setTimeout(endTime, Math.min(1000 * seconds, LONGEST_TIMER));
  // A timer would fire after the first trials have been started.
  if (seconds !== undefined && seconds <= 0) endTime();
  try {
    const end = await runSweep({
      ...sweep,
      kind: kindOf(sweep.config, TASK_KINDS),
      createExecutor: (folder, signal) => createExecutor(flags, sweep.config, folder, signal),
      onEvent(event) {
        // Created at the first event: an error that prevents the start is reported without a screen.
        renderer ??= createRenderer({ stop: interrupt });
        renderer.event(event);
        if (event.type !== 'trial-warning') return;
        warn(event);
        leftOut ||= event.leftOut === true;
      },
      stop: stop.signal,
      abandon: abandon.signal,
    });
    return { ...end, outOfTime, leftOut };
  } finally {
    clearTimeout(deadline);
    release();
    await renderer?.end();
  }
}

/** Returns a function that prints each distinct warning once: trials have most of them in common. */
function sayOnce(): (warning: DataWarning) => void {
  const said = new Set<string>();
  return ({ file, message }) => {
    const text = JSON.stringify([file, message]);
    if (said.has(text)) return;
    said.add(text);
    sayWarning({ message, ...(file !== undefined && { file }) });
  };
}

/** Returns the exit code of a command that ran a sweep. That its time was over is no failure. */
export function exitCodeOf({ interrupted, outOfTime, leftOut, records }: Omit<ShownSweep, 'summary'>): number {
  if (interrupted && !outOfTime) return stoppedExitCode();
  if (records.some(({ status }) => status === 'failed')) return EXIT_SOME_TRIALS_FAILED;
  return leftOut ? EXIT_SOME_FILES_FAILED : 0;
}

/**
 * Checks the data of the trials that are to be run, before the folder is made: each of them would fail, and the folder
 * then holds a sweep with these settings.
 */
async function checkOpenTrials(
  flags: SweepBaseFlags,
  { out, config, cells, seeds }: Pick<SweepAndShowOptions, 'out' | 'config' | 'cells' | 'seeds'>,
): Promise<void> {
  const { open } = await planSweep(out, trialsOf(cells, seeds, config.seed));
  await checkCellData(flags, [...new Set(open.map(({ cell }) => cell))]);
}

async function createExecutor(
  flags: SweepBaseFlags,
  config: TrainConfig,
  sweep: SweepFolder,
  stop: AbortSignal,
): Promise<TrialExecutor> {
  const { queue, ffmpeg } = flags;
  if (queue !== undefined) {
    const { createQueueExecutor } = await import('../../../src/sweep/queue/index.js');
    return createQueueExecutor({ address: queue, sweep, config, warn: say, stop });
  }
  return createProcessExecutor({
    sweep,
    parallel: parallelTrials(flags, config),
    command: LYREBIRD,
    extraArguments: ffmpegArguments(ffmpeg),
  });
}

import { EXIT_INTERRUPTED, EXIT_SOME_TRIALS_FAILED } from '../../../src/errors.js';
import { lockFolder } from '../../../src/files/index.js';
import type { Config } from '../../../src/train/config/index.js';
import {
  type Cell,
  createLocalExecutor,
  openSweepFolder,
  type PlanEvent,
  planSweep,
  runSweep,
  summaryData,
  type SweepFolder,
  type SweepOutcome,
  type TrialExecutor,
  trialId,
  trialsOf,
} from '../../../src/sweep/index.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { results, say } from '../../ui/streams.js';
import { chooseSweepRenderer } from './screen/choose.js';
import { parallelTrials, type SweepBaseFlags } from './sweep-config.js';

export interface ConductOptions {
  readonly flags: SweepBaseFlags;
  readonly config: Config;
  readonly cells: readonly Cell[];
  readonly seeds: number;
  /** Folder of the sweep. */
  readonly out: string;
}

/** How a sweep ended. */
export interface SweepEnd extends SweepOutcome {
  readonly interrupted: boolean;
}

/**
 * Runs a sweep, or what is left of it, and shows it until it has ended.
 * @throws ConfigError if the folder holds a sweep of other base settings
 * @throws OutputError if the folder is in use or cannot be written
 * @throws QueueError if there is to be a queue and it cannot be reached
 */
export async function conduct({ flags, config, cells, seeds, out }: ConductOptions): Promise<SweepEnd> {
  await using _lock = await lockFolder(out);
  const sweep = await openSweepFolder(out, config);
  const plan = await planSweep(out, trialsOf(cells, seeds));
  await using executor = await createExecutor(flags, config, sweep);

  const [stop, leave] = [new AbortController(), new AbortController()];
  let stopping = (): void => undefined;
  const interrupt = (): void => {
    if (stop.signal.aborted) leave.abort();
    stopping();
    stop.abort();
  };
  const renderer = await chooseSweepRenderer(
    { json: flags.json ?? false, quiet: flags.quiet ?? false, color: flags.color },
    { stop: interrupt },
  );
  stopping = () => renderer.stopping();
  const release = onInterrupt(interrupt);
  results.closed.addEventListener('abort', () => stop.abort());
  try {
    renderer.event(planEvent());
    const options = { out, cells, plan, executor, stop: stop.signal, leave: leave.signal };
    const outcome = await runSweep({ ...options, onEvent: (event) => renderer.event(event) });
    const interrupted = stop.signal.aborted && outcome.records.some(({ status }) => status === 'unfinished');
    const reason = interrupted ? 'interrupted' : 'finished';
    renderer.event({ type: 'end', reason, out, ...summaryData(outcome.summary) });
    return { ...outcome, interrupted };
  } finally {
    release();
    await renderer.end();
  }

  function planEvent(): PlanEvent {
    return {
      type: 'plan',
      task: config.task,
      out,
      cells: cells.map(({ name, settings }) => ({ name, settings })),
      seeds,
      parallel: Number.isFinite(executor.parallel) ? executor.parallel : null,
      threads: config.engine.threads,
      trials: plan.records.map(({ trial, status, result }) => ({
        ...trialId(trial),
        status,
        ...(result && { result }),
      })),
    };
  }
}

/** Exit code of a command that ran a sweep. */
export function exitCodeOf({ interrupted, records }: SweepEnd): number {
  if (interrupted) return results.closed.aborted ? 0 : EXIT_INTERRUPTED;
  return records.some(({ status }) => status === 'failed') ? EXIT_SOME_TRIALS_FAILED : 0;
}

async function createExecutor(flags: SweepBaseFlags, config: Config, sweep: SweepFolder): Promise<TrialExecutor> {
  const { queue, ffmpeg } = flags;
  if (queue !== undefined) {
    const { createQueueExecutor } = await import('../../../src/sweep/queue/index.js');
    return createQueueExecutor({ address: queue, sweep, config, warn: say });
  }
  return createLocalExecutor({
    sweep,
    parallel: parallelTrials(flags, config),
    ...(ffmpeg !== undefined && { ffmpeg }),
  });
}

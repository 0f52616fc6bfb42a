import { lockFolder } from '../files/index.js';
import type { ConfigKind, TrainConfig } from '../train/index.js';
import type { Cell } from './cell.js';
import type { PlanEvent, SweepEvent } from './events.js';
import type { CreateExecutor } from './executor.js';
import { planSweep } from './plan.js';
import { runTrials, trialId, type SweepOutcome } from './run-trials.js';
import { openSweepFolder } from './sweep-folder.js';
import { summaryData } from './tables.js';
import { trialsOf } from './trial.js';

/** A sweep: cells, each with several seeds, and where it is kept. */
export interface RunSweepOptions {
  /** Folder of the sweep; what an earlier run of it finished is not run again. */
  readonly out: string;
  /** Configuration that all trials have in common. */
  readonly config: TrainConfig;
  /** Its kind; it knows what an earlier version's sweep has beside, and what it does not have yet. */
  readonly kind: ConfigKind;
  readonly cells: readonly Cell[];
  /** Seeds 1 to `seeds` of each cell. */
  readonly seeds: number;
  readonly createExecutor: CreateExecutor;
  readonly onEvent?: (event: SweepEvent) => void;
  /** Saves the trials that run, and ends. */
  readonly stop?: AbortSignal;
  /** Ends them at once; what came since their last checkpoints is lost. */
  readonly leave?: AbortSignal;
}

/** How a sweep ended. */
export interface SweepEnd extends SweepOutcome {
  /** Whether it was stopped before all trials were done. */
  readonly interrupted: boolean;
}

/**
 * Runs a sweep in its folder, or what is left of it: `sweep.json`, `base.yaml`, a run folder a trial, and the tables. A lock keeps other
 * sweeps out of the folder meanwhile.
 * @throws ConfigError if the folder holds a sweep of other base settings
 * @throws OutputError if the folder is in use or cannot be written
 * @throws QueueError if there is to be a queue and it cannot be reached
 */
export async function runSweep(options: RunSweepOptions): Promise<SweepEnd> {
  const { out, config, kind, cells, seeds, createExecutor, onEvent = () => undefined } = options;
  const { stop = new AbortController().signal, leave = new AbortController().signal } = options;
  await using _lock = await lockFolder(out);
  const sweep = await openSweepFolder(out, config, kind);
  const plan = await planSweep(out, trialsOf(cells, seeds));
  await using executor = await createExecutor(sweep);

  onEvent(planEvent());
  const outcome = await runTrials({ out, cells, plan, executor, stop, leave, onEvent });
  const interrupted = stop.aborted && outcome.records.some(({ status }) => status === 'unfinished');
  const reason = interrupted ? 'interrupted' : 'finished';
  onEvent({ type: 'end', reason, out, ...summaryData(outcome.summary) });
  return { ...outcome, interrupted };

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

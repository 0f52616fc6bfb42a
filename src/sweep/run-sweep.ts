import { ConfigError } from '../errors.js';
import { lockFolder } from '../files/index.js';
import { MAX_SEED } from '../rng.js';
import type { ConfigKind, TrainConfig } from '../train/index.js';
import type { Cell } from './cell.js';
import type { PlanEvent, SweepEvent } from './events.js';
import type { CreateExecutor, TrialExecutor } from './executor.js';
import { planSweep } from './plan.js';
import { runTrials, trialId, type SweepOutcome } from './run-trials.js';
import { openSweepFolder } from './sweep-folder.js';
import { summarise } from './summary.js';
import { summaryData } from './tables.js';
import { trialsOf, type Trial } from './trial.js';

export interface RunSweepOptions {
  /** Folder of the sweep. Trials that have finished there are not run again. */
  readonly out: string;
  /** Configuration shared by all trials. */
  readonly config: TrainConfig;
  /** Kind of the configuration; adapts settings that an earlier version's sweep has saved. */
  readonly kind: ConfigKind;
  readonly cells: readonly Cell[];
  /** Number of seeds of each cell: consecutive ones, from the seed of `config` on. */
  readonly seeds: number;
  /** Chooses which of the unfinished trials to run, in order; default: all. */
  readonly choose?: (open: readonly Trial[]) => readonly Trial[];
  readonly createExecutor: CreateExecutor;
  readonly onEvent?: (event: SweepEvent) => void;
  /** Saves the running trials and stops. */
  readonly stop?: AbortSignal;
  /** Stops the running trials at once; progress since their last checkpoints is lost. */
  readonly abandon?: AbortSignal;
}

/** Outcome of a sweep, and whether it was interrupted. */
export interface SweepEnd extends SweepOutcome {
  /** Whether the sweep was stopped before all trials were done. */
  readonly interrupted: boolean;
}

/**
 * Runs the unfinished trials of a sweep in its folder: `sweep.json`, `base.yaml`, a run folder per trial, and the
 * tables. The folder is locked meanwhile.
 * @throws ConfigError if the folder holds a sweep with other base settings, or seeds are beyond the largest one
 * @throws CheckpointError if its `sweep.json` is damaged, or a trial's result cannot be read
 * @throws OutputError if the folder is in use, is taken over by another process, or cannot be written
 * @throws QueueError if the executor needs a queue and cannot reach it
 */
export async function runSweep(options: RunSweepOptions): Promise<SweepEnd> {
  const { out, config, kind, cells, seeds, createExecutor, onEvent = () => undefined } = options;
  const { stop = new AbortController().signal, abandon = new AbortController().signal } = options;
  if (config.seed + seeds - 1 > MAX_SEED) {
    throw new ConfigError(`${seeds} seeds from ${config.seed} on: the largest seed is ${MAX_SEED}`);
  }
  await using lock = await lockFolder(out);
  const sweep = await openSweepFolder(out, config, kind);
  const { records, open } = await planSweep(out, trialsOf(cells, seeds, config.seed));
  const plan = { records, open: options.choose?.(open) ?? open };
  try {
    await using executor = await createExecutor(sweep, stop);
    onEvent(planEvent(executor));
    return end(await runTrials({ out, lock, cells, plan, executor, stop, abandon, onEvent }));
  } catch (error) {
    // Stopped before the executor was ready.
    if (!stop.aborted || error !== stop.reason) throw error;
    return end({ records: plan.records, summary: summarise(cells, plan.records) });
  }

  function end(outcome: SweepOutcome): SweepEnd {
    const interrupted = stop.aborted && outcome.records.some(({ status }) => status === 'unfinished');
    const reason = interrupted ? 'interrupted' : 'finished';
    onEvent({ type: 'end', reason, out, ...summaryData(outcome.summary) });
    return { ...outcome, interrupted };
  }

  function planEvent(executor: TrialExecutor): PlanEvent {
    return {
      type: 'plan',
      task: config.task,
      out,
      cells: cells.map(({ name, settings }) => ({ name, settings })),
      seeds,
      firstSeed: config.seed,
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

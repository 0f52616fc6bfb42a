import type { DataWarning, RunResult } from '../train/index.js';
import type { SweepFolder } from './sweep-folder.js';
import type { Trial } from './trial.js';

/** Progress of a trial. */
export interface TrialProgress {
  readonly step: number;
  readonly steps: number;
  readonly elapsedSeconds: number;
  readonly etaSeconds: number;
  readonly validationAccuracy: number | null;
}

/** Callbacks and stop signals of a running trial. */
export interface ExecutorHooks {
  /** Saves the trial and stops it. */
  readonly stop: AbortSignal;
  /** Stops the trial at once, without saving. */
  readonly abandon: AbortSignal;
  readonly onStart: () => void;
  readonly onProgress: (progress: TrialProgress) => void;
  readonly onWarning: (warning: DataWarning) => void;
}

/** Runs trials: in child processes, in this process, or on workers that take them from a queue. */
export interface TrialExecutor extends AsyncDisposable {
  /** Trials at a time. */
  readonly parallel: number;
  /**
   * Runs a trial to completion.
   * @returns its result, which has also been written to its folder; undefined if it was stopped
   * @throws TrialFailure if this trial failed and other trials may still succeed
   */
  run(trial: Trial, hooks: ExecutorHooks): Promise<RunResult | undefined>;
}

/**
 * Creates the executor of a sweep, after its folder has been opened. May throw the reason of `stop` if that fires
 * first.
 */
export type CreateExecutor = (sweep: SweepFolder, stop: AbortSignal) => TrialExecutor | Promise<TrialExecutor>;

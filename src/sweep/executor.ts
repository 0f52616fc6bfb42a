import type { RunResult } from '../train/index.js';
import type { SweepFolder } from './sweep-folder.js';
import type { Trial } from './trial.js';

/** How far a trial is. */
export interface TrialProgress {
  readonly step: number;
  readonly steps: number;
  readonly elapsedSeconds: number;
  readonly etaSeconds: number;
  readonly validationAccuracy: number | null;
}

/** What a trial tells while it runs, and how it is stopped. */
export interface ExecutorHooks {
  /** Stops the trial, with everything saved. */
  readonly stop: AbortSignal;
  /** Stops it at once. */
  readonly leave: AbortSignal;
  readonly onStart: () => void;
  readonly onProgress: (progress: TrialProgress) => void;
}

/** Where trials run: in processes of this machine, in this process, or wherever workers take them from a queue. */
export interface TrialExecutor extends AsyncDisposable {
  /** Trials at a time. */
  readonly parallel: number;
  /**
   * Runs a trial to its end.
   * @returns its result, which now lies in its folder as well; undefined if it was stopped
   * @throws TrialFailure if the trial failed, and others need not
   */
  run(trial: Trial, hooks: ExecutorHooks): Promise<RunResult | undefined>;
}

/** Makes the executor of a sweep, once its folder is open. */
export type CreateExecutor = (sweep: SweepFolder) => TrialExecutor | Promise<TrialExecutor>;

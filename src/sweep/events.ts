import type { DataWarning } from '../train/index.js';
import type { Settings } from './cell.js';
import type { SummaryData } from './tables.js';
import type { TrialResult } from './trial-result.js';
import type { TrialStatus } from './summary.js';

/** Events of a sweep; `--json` prints them, one per line. */
export type SweepEvent =
  PlanEvent | TrialStartEvent | TrialProgressEvent | TrialWarningEvent | TrialEndEvent | SweepEndEvent;

/** Identifies the trial of an event. */
export interface TrialId {
  /** Name of its cell. */
  readonly cell: string;
  readonly seed: number;
  /** Its run folder, inside that of the sweep. */
  readonly folder: string;
}

/** The first event: all trials of the sweep, and how they will run. */
export interface PlanEvent {
  readonly type: 'plan';
  readonly task: string;
  readonly out: string;
  readonly cells: readonly { readonly name: string; readonly settings: Settings }[];
  /** Number of seeds of each cell: `firstSeed`, `firstSeed + 1`, ... */
  readonly seeds: number;
  readonly firstSeed: number;
  /** Number of concurrent trials on this machine; null: workers take trials from the queue. */
  readonly parallel: number | null;
  /** Engine threads per trial. */
  readonly threads: number;
  /** All requested trials, including those that finished earlier. */
  readonly trials: readonly (TrialId & { readonly status: TrialStatus; readonly result?: TrialResult })[];
}

export interface TrialStartEvent extends TrialId {
  readonly type: 'trial-start';
}

export interface TrialProgressEvent extends TrialId {
  readonly type: 'trial-progress';
  readonly step: number;
  readonly steps: number;
  readonly elapsedSeconds: number;
  readonly etaSeconds: number;
  /** Best so far; null before the first epoch, or without a validation set. */
  readonly validationAccuracy: number | null;
}

/** A warning of a trial's training run. Other trials may have the same. */
export interface TrialWarningEvent extends TrialId, DataWarning {
  readonly type: 'trial-warning';
}

export interface TrialEndEvent extends TrialId {
  readonly type: 'trial-end';
  /** `interrupted`: saved, and resumed when the sweep is started again. */
  readonly status: 'finished' | 'failed' | 'interrupted';
  readonly result?: TrialResult;
  /** Reason of the failure. */
  readonly message?: string;
}

/** The last event. */
export interface SweepEndEvent extends SummaryData {
  readonly type: 'end';
  readonly reason: 'finished' | 'interrupted';
  readonly out: string;
}

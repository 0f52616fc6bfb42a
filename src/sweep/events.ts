import type { Settings } from './cell.js';
import type { SummaryData } from './tables.js';
import type { TrialResult } from './trial-result.js';
import type { TrialStatus } from './summary.js';

/** What a sweep tells the outside, one event at a time; `--json` writes these. */
export type SweepEvent = PlanEvent | TrialStartEvent | TrialProgressEvent | TrialEndEvent | SweepEndEvent;

/** Which trial an event is about. */
export interface TrialId {
  /** Name of its cell. */
  readonly cell: string;
  readonly seed: number;
  /** Its run folder, below that of the sweep. */
  readonly folder: string;
}

/** What there is to do: the first event. */
export interface PlanEvent {
  readonly type: 'plan';
  readonly task: string;
  readonly out: string;
  readonly cells: readonly { readonly name: string; readonly settings: Settings }[];
  readonly seeds: number;
  /** Trials at a time on this machine; null: as many as workers take from the queue. */
  readonly parallel: number | null;
  /** Engine threads of each. */
  readonly threads: number;
  /** All that were asked for, those that finished earlier among them. */
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

export interface TrialEndEvent extends TrialId {
  readonly type: 'trial-end';
  /** Interrupted: saved, to go on when the sweep is started again. */
  readonly status: 'finished' | 'failed' | 'interrupted';
  readonly result?: TrialResult;
  /** Why it failed. */
  readonly message?: string;
}

/** The last event. */
export interface SweepEndEvent extends SummaryData {
  readonly type: 'end';
  readonly reason: 'finished' | 'interrupted';
  readonly out: string;
}

import { mean, spread, type Spread } from '../../../../src/eval/scores/index.js';
import {
  type PlanEvent,
  type SweepEndEvent,
  type SweepEvent,
  type TrialEndEvent,
  type TrialResult,
} from '../../../../src/sweep/index.js';
import type { Stopping } from '../../../ui/stopping.js';

/** One trial on the screen. */
export interface TrialState {
  readonly cell: string;
  readonly seed: number;
  readonly status: 'waiting' | 'running' | 'finished' | 'failed' | 'interrupted';
  /** Fraction that is done, 0 to 1. */
  readonly fraction: number;
  readonly elapsedSeconds: number;
  readonly etaSeconds: number | null;
  readonly result?: TrialResult;
}

/** State of the screen, reduced from the events so far. */
export interface SweepState {
  readonly plan?: PlanEvent;
  /** Trials by folder. */
  readonly trials: ReadonlyMap<string, TrialState>;
  readonly failures: readonly TrialEndEvent[];
  /** Absent before the sweep is asked to stop. */
  readonly stopping?: Stopping;
  readonly end?: SweepEndEvent;
}

export const INITIAL_SWEEP_STATE: SweepState = { trials: new Map(), failures: [] };

/** Events of the screen: those of the sweep, and the request to stop. */
export type SweepScreenEvent = SweepEvent | { readonly type: 'stopping'; readonly how: Stopping };

/** Returns the state after an event. */
export function reduceSweep(state: SweepState, event: SweepScreenEvent): SweepState {
  switch (event.type) {
    case 'plan':
      return { ...state, plan: event, trials: plannedTrials(event) };
    case 'trial-start':
      return changed(state, event.folder, { status: 'running' });
    case 'trial-progress': {
      const { step, steps, elapsedSeconds, etaSeconds } = event;
      return changed(state, event.folder, { fraction: step / steps, elapsedSeconds, etaSeconds });
    }
    case 'trial-end': {
      const { folder, status, result } = event;
      const next = changed(state, folder, { status, etaSeconds: 0, ...(result && { result }) });
      return status === 'failed' ? { ...next, failures: [...next.failures, event] } : next;
    }
    case 'trial-warning':
      return state;
    case 'end':
      return { ...state, end: event };
    case 'stopping':
      return { ...state, stopping: event.how };
  }
}

/** Fraction of the work of all trials that is done, 0 to 1; failed trials count as done. */
export function sweepFraction({ trials }: SweepState): number {
  const fractions = [...trials.values()].map(({ status, fraction }) =>
    status === 'finished' || status === 'failed' ? 1 : fraction,
  );
  return fractions.length > 0 ? mean(fractions) : 0;
}

/** Estimates the remaining seconds from the trials so far; null until a trial has an estimate. */
export function secondsLeft({ plan, trials }: SweepState): number | null {
  const all = [...trials.values()];
  const running = all.filter(({ status }) => status === 'running');
  const waiting = all.filter(({ status }) => status === 'waiting');
  const trialSeconds = [
    ...all.flatMap(({ result }) => (result?.secondsPerStep ? [result.secondsPerStep * result.steps] : [])),
    ...running.flatMap(({ etaSeconds, elapsedSeconds }) => (etaSeconds === null ? [] : [elapsedSeconds + etaSeconds])),
  ];
  if (running.length + waiting.length === 0) return 0;
  if (trialSeconds.length === 0) return null;
  const typical = mean(trialSeconds);
  const work = running.reduce((sum, { etaSeconds }) => sum + (etaSeconds ?? typical), 0) + waiting.length * typical;
  const longest = Math.max(0, ...running.map(({ etaSeconds }) => etaSeconds ?? typical));
  const parallel = plan?.parallel ?? Math.max(1, running.length);
  return Math.max(longest, work / Math.min(parallel, running.length + waiting.length));
}

/** Accuracy of a cell over its finished seeds: on held-out data, or on the test set if nothing is held out. */
export function cellSpread({ trials }: SweepState, cell: string): Spread | null {
  const results = [...trials.values()].flatMap((trial) => (trial.cell === cell && trial.result ? [trial.result] : []));
  return (
    spread(results.map(({ validationAccuracy }) => validationAccuracy)) ??
    spread(results.map(({ testAccuracy }) => testAccuracy))
  );
}

function plannedTrials({ trials }: PlanEvent): Map<string, TrialState> {
  return new Map(
    trials.map(({ cell, seed, folder, status, result }) => [
      folder,
      {
        cell,
        seed,
        status: status === 'finished' ? 'finished' : 'waiting',
        fraction: 0,
        elapsedSeconds: 0,
        etaSeconds: null,
        ...(result && { result }),
      },
    ]),
  );
}

function changed(state: SweepState, folder: string, change: Partial<TrialState>): SweepState {
  const trial = state.trials.get(folder);
  if (!trial) return state;
  return { ...state, trials: new Map(state.trials).set(folder, { ...trial, ...change }) };
}

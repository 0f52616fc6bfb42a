import { mean } from '../../../../src/eval/scores/index.js';
import {
  type PlanEvent,
  spread,
  type Spread,
  type SweepEndEvent,
  type SweepEvent,
  type TrialEndEvent,
  type TrialResult,
} from '../../../../src/sweep/index.js';

/** One trial on the screen. */
export interface TrialState {
  readonly cell: string;
  readonly seed: number;
  readonly status: 'waiting' | 'running' | 'finished' | 'failed' | 'interrupted';
  /** Share done, 0 to 1. */
  readonly fraction: number;
  readonly elapsedSeconds: number;
  readonly etaSeconds: number | null;
  readonly result?: TrialResult;
}

/** Everything that is on the screen, folded from the events so far. */
export interface SweepState {
  readonly plan?: PlanEvent;
  /** By their folders. */
  readonly trials: ReadonlyMap<string, TrialState>;
  readonly failures: readonly TrialEndEvent[];
  readonly stopping: boolean;
  readonly end?: SweepEndEvent;
}

export const INITIAL_SWEEP_STATE: SweepState = { trials: new Map(), failures: [], stopping: false };

/** What the screen shows beside the sweep's own events. */
export type SweepScreenEvent = SweepEvent | { readonly type: 'stopping' };

/** The state after an event. */
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
    case 'end':
      return { ...state, end: event };
    case 'stopping':
      return { ...state, stopping: true };
  }
}

/** Share of all trials' work that is done, 0 to 1; failed trials are done with. */
export function sweepFraction({ trials }: SweepState): number {
  const shares = [...trials.values()].map(({ status, fraction }) =>
    status === 'finished' || status === 'failed' ? 1 : fraction,
  );
  return shares.length > 0 ? mean(shares) : 0;
}

/** Time that the rest takes, judged by the trials so far; null while none has told how long it takes. */
export function secondsLeft({ plan, trials }: SweepState): number | null {
  const all = [...trials.values()];
  const running = all.filter(({ status }) => status === 'running');
  const waiting = all.filter(({ status }) => status === 'waiting');
  const whole = [
    ...all.flatMap(({ result }) => (result?.secondsPerStep ? [result.secondsPerStep * result.steps] : [])),
    ...running.flatMap(({ etaSeconds, elapsedSeconds }) => (etaSeconds === null ? [] : [elapsedSeconds + etaSeconds])),
  ];
  if (running.length + waiting.length === 0) return 0;
  if (whole.length === 0) return null;
  const typical = mean(whole);
  const work = running.reduce((sum, { etaSeconds }) => sum + (etaSeconds ?? typical), 0) + waiting.length * typical;
  const longest = Math.max(0, ...running.map(({ etaSeconds }) => etaSeconds ?? typical));
  const lanes = plan?.parallel ?? Math.max(1, running.length);
  return Math.max(longest, work / Math.min(lanes, running.length + waiting.length));
}

/** Accuracy of a cell over the seeds that have finished: on held-out data, or on the test set if there is none. */
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

import {
  validationScore,
  type CheckpointEvent,
  type EndEvent,
  type EpochEvent,
  type Metrics,
  type StartEvent,
  type StepEvent,
  type TrainEvent,
  type WarningEvent,
} from '../../../../src/train/events/index.js';
import type { LoadingProgress } from '../../../../src/train/index.js';
import { forTermNames, type TermName } from '../../../../src/losses/names.js';
import { namedWeights, type LossWeights } from '../../../../src/losses/weights/index.js';

/** A curve keeps at most this many points; when it is full, neighbours are averaged. */
const MAX_POINTS = 512;

/** Values in order, each the mean of `stride` of those that were added. */
export interface Series {
  readonly points: readonly number[];
  readonly stride: number;
  /** Added, but not enough yet for a point. */
  readonly open: readonly number[];
}

/** What there is a curve of: the loss, and each of its terms. */
export type LossName = 'loss' | TermName;

/** Everything that is on the screen, folded from the events so far. */
export interface TrainingState {
  readonly start?: StartEvent;
  readonly step?: StepEvent;
  readonly epoch?: EpochEvent;
  readonly best?: EpochEvent;
  readonly checkpoint?: CheckpointEvent;
  readonly end?: EndEvent;
  readonly loading?: LoadingProgress;
  readonly warnings: readonly WarningEvent[];
  readonly stopping: boolean;
  /** The loss and its terms. */
  readonly losses: Readonly<Record<LossName, Series>>;
  /** Accuracy on held-out examples; without labels the loss on them. */
  readonly validation: Series;
  /** Weights of the loss, by what they are called. */
  readonly weights: Readonly<Record<string, Series>>;
}

const EMPTY: Series = { points: [], stride: 1, open: [] };

export const INITIAL_STATE: TrainingState = {
  warnings: [],
  stopping: false,
  losses: { loss: EMPTY, ...forTermNames(() => EMPTY) },
  validation: EMPTY,
  weights: {},
};

export function totalSteps({ start }: TrainingState): number {
  return start?.steps ?? 0;
}

export function stepsDone({ start, step, end }: TrainingState): number {
  return end?.step ?? step?.step ?? start?.step ?? 0;
}

/** Whether the run has no labels: CE and accuracies have nothing to say then. */
export function isUnsupervised({ start }: TrainingState): boolean {
  return start?.trainExamples === 0;
}

/** How far the run is, 0 to 1. */
export function fractionDone(state: TrainingState): number {
  const steps = totalSteps(state);
  return steps > 0 ? Math.min(1, stepsDone(state) / steps) : 0;
}

/** What the screen shows beside the run's own events. */
export type ScreenEvent = TrainEvent | { readonly type: 'stopping' } | ({ readonly type: 'loading' } & LoadingProgress);

/** The state after an event. */
export function reduce(state: TrainingState, event: ScreenEvent): TrainingState {
  switch (event.type) {
    case 'start':
      return event.history.reduce(addPastEpoch, { ...state, start: event });
    case 'step':
      return addWeights(addLosses({ ...state, step: event }, event), event.weights);
    case 'epoch':
      return addEpoch(state, event);
    case 'checkpoint':
      return { ...state, checkpoint: event };
    case 'warning':
      return { ...state, warnings: [...state.warnings, event] };
    case 'end':
      return { ...state, end: event };
    case 'loading':
      return { ...state, loading: event };
    case 'stopping':
      return { ...state, stopping: true };
  }
}

/** Epochs of a resumed run: their means stand for the steps that nobody saw. */
function addPastEpoch(state: TrainingState, event: EpochEvent): TrainingState {
  return addEpoch(addWeights(addLosses(state, event.train), event.weights), event);
}

function addEpoch(state: TrainingState, event: EpochEvent): TrainingState {
  const held = event.validation && validationScore(event.validation);
  return {
    ...state,
    epoch: event,
    ...(event.best ? { best: event } : {}),
    validation: held === undefined ? state.validation : append(state.validation, held),
  };
}

function addLosses({ losses, ...state }: TrainingState, values: Pick<Metrics, LossName>): TrainingState {
  const longer = (name: LossName): Series => append(losses[name], values[name]);
  return { ...state, losses: { loss: longer('loss'), ...forTermNames(longer) } };
}

function addWeights(state: TrainingState, weights: LossWeights | undefined): TrainingState {
  if (!weights) return state;
  const added = Object.entries(namedWeights(weights)).map(
    ([name, value]) => [name, append(state.weights[name] ?? EMPTY, value)] as const,
  );
  return { ...state, weights: { ...state.weights, ...Object.fromEntries(added) } };
}

/** The weights that are not the same all the time. */
export function changingWeights({ weights }: TrainingState): [name: string, series: Series][] {
  return Object.entries(weights).filter(([, { points, open }]) => new Set([...points, ...open]).size > 1);
}

export function append(series: Series, value: number): Series {
  const open = [...series.open, value];
  if (open.length < series.stride) return { ...series, open };
  const points = [...series.points, mean(open)];
  if (points.length < MAX_POINTS) return { ...series, points, open: [] };
  const halved = Array.from({ length: points.length / 2 }, (_, i) => mean([points[2 * i]!, points[2 * i + 1]!]));
  return { points: halved, stride: series.stride * 2, open: [] };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

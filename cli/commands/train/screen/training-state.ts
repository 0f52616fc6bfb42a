import {
  MEASURES,
  type CheckpointEvent,
  type EndEvent,
  type EpochEvent,
  type Metrics,
  type StartEvent,
  type StepEvent,
  type TrainEvent,
  type WarningEvent,
} from '../../../../src/train/events/index.js';
import type { Stopping } from '../../../ui/stopping.js';
import type { LoadingProgress } from '../../../../src/train/index.js';
import { forTermNames, type TermName } from '../../../../src/losses/names.js';
import { namedWeights, type LossWeights } from '../../../../src/losses/weights/index.js';

/** Maximum number of points in a curve; when it is full, neighbouring points are averaged. */
const MAX_POINTS = 512;

/** A curve; each point is the mean of `stride` added values. */
export interface Series {
  readonly points: readonly number[];
  readonly stride: number;
  /** Values added so far to the next, unfinished point. */
  readonly open: readonly number[];
}

/** Names of the loss curves: the loss and each of its terms. */
export type LossName = 'loss' | TermName;

/** A species and its score, 0 to 1. */
export interface SpeciesScore {
  readonly name: string;
  readonly score: number;
}

/** State of the screen, reduced from the events so far. */
export interface TrainingState {
  readonly start?: StartEvent;
  readonly step?: StepEvent;
  readonly epoch?: EpochEvent;
  readonly best?: EpochEvent;
  readonly checkpoint?: CheckpointEvent;
  readonly end?: EndEvent;
  readonly loading?: LoadingProgress;
  readonly warnings: readonly WarningEvent[];
  /** Findings to tell, one line each. */
  readonly notes: readonly string[];
  /** Absent before the run is asked to stop. */
  readonly stopping?: Stopping;
  /** The loss and its terms. */
  readonly losses: Readonly<Record<LossName, Series>>;
  /** The measure that chooses the best epoch. */
  readonly measure: Series;
  /** Average precision of each species in the last validation, the highest first. */
  readonly species: readonly SpeciesScore[];
  /** Loss weights by name. */
  readonly weights: Readonly<Record<string, Series>>;
}

const EMPTY: Series = { points: [], stride: 1, open: [] };

export const INITIAL_STATE: TrainingState = {
  warnings: [],
  notes: [],
  losses: { loss: EMPTY, ...forTermNames(() => EMPTY) },
  measure: EMPTY,
  species: [],
  weights: {},
};

export function totalSteps({ start }: TrainingState): number {
  return start?.steps ?? 0;
}

export function stepsDone({ start, step, end }: TrainingState): number {
  return end?.step ?? step?.step ?? start?.step ?? 0;
}

/** Fraction of the run that is done, 0 to 1. */
export function fractionDone(state: TrainingState): number {
  const steps = totalSteps(state);
  return steps > 0 ? Math.min(1, stepsDone(state) / steps) : 0;
}

/** Events of the screen: those of the run, loading, and the request to stop. */
export type ScreenEvent =
  TrainEvent | { readonly type: 'stopping'; readonly how: Stopping } | ({ readonly type: 'loading' } & LoadingProgress);

/** Returns the state after an event. */
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
    case 'note':
      return { ...state, notes: [...state.notes, event.message] };
    case 'end':
      return { ...state, end: event };
    case 'loading':
      return { ...state, loading: event };
    case 'stopping':
      return { ...state, stopping: event.how };
  }
}

/** Adds an epoch of a resumed run: its means stand for its steps, which are not stored. */
function addPastEpoch(state: TrainingState, event: EpochEvent): TrainingState {
  return addEpoch(addWeights(addLosses(state, event.train), event.weights), event);
}

function addEpoch(state: TrainingState, event: EpochEvent): TrainingState {
  const { start, measure, species } = state;
  const value = start && MEASURES[start.measure].read(event);
  return {
    ...state,
    epoch: event,
    ...(event.best ? { best: event } : {}),
    measure: value === undefined ? measure : append(measure, value),
    species: (start && speciesScores(start, event)) ?? species,
  };
}

function speciesScores({ classes }: StartEvent, { averagePrecisions }: EpochEvent): SpeciesScore[] | undefined {
  return averagePrecisions
    ?.flatMap((score, index) => (score === null ? [] : [{ name: classes[index]!, score }]))
    .sort((a, b) => b.score - a.score);
}

function addLosses({ losses, ...state }: TrainingState, values: Pick<Metrics, LossName>): TrainingState {
  const extended = (name: LossName): Series => append(losses[name], values[name]);
  return { ...state, losses: { loss: extended('loss'), ...forTermNames(extended) } };
}

function addWeights(state: TrainingState, weights: LossWeights | undefined): TrainingState {
  if (!weights) return state;
  const added = Object.entries(namedWeights(weights)).map(
    ([name, value]) => [name, append(state.weights[name] ?? EMPTY, value)] as const,
  );
  return { ...state, weights: { ...state.weights, ...Object.fromEntries(added) } };
}

/** Returns the loss weights that change during the run. */
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

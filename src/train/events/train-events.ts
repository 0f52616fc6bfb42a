import type { z } from 'zod';
import type { Units } from '../../data/index.js';
import type { LossWeights, TermName, TermValues } from '../../losses/index.js';
import type { clusterMetrics, exampleMetrics, metrics, segmentMetrics } from '../checkpoint/metrics-schema.js';
import type { ChosenEpoch, RunResult } from '../result.js';
import type { MeasureName } from './measures.js';

/** Event yielded by a training run. Renderers (terminal, plain lines, JSON) depend on nothing else. */
export type TrainEvent = StartEvent | StepEvent | EpochEvent | CheckpointEvent | WarningEvent | NoteEvent | EndEvent;

export interface StartEvent {
  readonly type: 'start';
  readonly task: string;
  readonly model: string;
  readonly parameters: number;
  readonly engine: string;
  readonly device: string;
  readonly engineDescription: string;
  readonly classes: readonly string[];
  /** Display names of examples and, if there are any, of their sources. */
  readonly units: Units;
  readonly trainExamples: number;
  readonly unlabelledExamples: number;
  readonly validationExamples: number;
  readonly trainSources: number;
  readonly validationSources: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps of the whole run; fewer than `epochs * stepsPerEpoch` if it ends in the middle of an epoch. */
  readonly steps: number;
  /** Examples of a step; all of their views count. */
  readonly batchSize: number;
  /** Augmented versions of each example in a batch; absent: 1. */
  readonly views?: number;
  readonly seed: number;
  /** Terms of the loss that the run computes; all others stay 0. */
  readonly terms: readonly TermName[];
  /** Measure that chooses the best epoch. */
  readonly measure: MeasureName;
  readonly out: string;
  /** Step from which the run continues; 0 for a new run. */
  readonly step: number;
  /** Earlier epoch events of a resumed run, so that its curves are complete. */
  readonly history: readonly EpochEvent[];
}

/** Means over the steps since the previous step event: the terms of the loss, and more. */
export interface StepEvent extends TermValues {
  readonly type: 'step';
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly loss: number;
  /** Fraction of labelled training examples classified correctly; absent without labels. */
  readonly accuracy?: number | undefined;
  /** R⁽ˡ⁾ of each layer that has a weight. */
  readonly layers?: Readonly<Record<string, number>> | undefined;
  /** Loss weights at this step. */
  readonly weights: LossWeights;
  readonly examplesPerSecond: number;
  readonly elapsedSeconds: number;
  readonly etaSeconds: number;
}

/** Means over training steps. */
export type Metrics = Readonly<z.infer<typeof metrics>>;

/** Metrics on held-out segments of recordings. */
export type SegmentMetrics = Readonly<z.infer<typeof segmentMetrics>>;

/** Metrics on held-out independent examples, such as images. */
export type ExampleMetrics = Readonly<z.infer<typeof exampleMetrics>>;

/** Metrics on held-out examples without labels. */
export type ClusterMetrics = Readonly<z.infer<typeof clusterMetrics>>;

export type ValidationMetrics = SegmentMetrics | ExampleMetrics | ClusterMetrics;

export interface EpochEvent {
  readonly type: 'epoch';
  /** Counted from 1. */
  readonly epoch: number;
  readonly step: number;
  readonly train: Metrics;
  /** Absent when there is no validation split. */
  readonly validation?: ValidationMetrics;
  readonly best: boolean;
  /**
   * Average precision of the segments of each species in this validation, in the order of the classes; null for
   * background and for classes without segments. Rounded to four decimals; not saved.
   */
  readonly averagePrecisions?: readonly (number | null)[];
  /** Loss weights at the last step; absent in runs of earlier versions. */
  readonly weights?: LossWeights;
}

export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly kind: 'best' | 'last';
  readonly step: number;
  readonly path: string;
}

export interface WarningEvent {
  readonly type: 'warning';
  readonly message: string;
  readonly file?: string;
  /** The file or folder was left out, because it cannot be read. */
  readonly leftOut?: true;
}

/** A finding to tell the user. */
export interface NoteEvent {
  readonly type: 'note';
  readonly message: string;
}

export interface EndEvent {
  readonly type: 'end';
  readonly reason: 'finished' | 'interrupted';
  readonly step: number;
  readonly epoch: number;
  readonly elapsedSeconds: number;
  readonly path: string;
  /** The best epoch, and its metrics on the validation split; absent if there is none. */
  readonly best?: { readonly epoch: number } & ValidationMetrics;
  /** The best epoch, and the measure that chose it; absent before the first epoch has ended. */
  readonly chosen?: ChosenEpoch;
  /** Result of a finished run, as also written to `result.json`. */
  readonly result?: RunResult;
}

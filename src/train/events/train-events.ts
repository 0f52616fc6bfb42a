import type { z } from 'zod';
import type { Units } from '../../data/index.js';
import type { LossWeights, TermValues } from '../../losses/index.js';
import type { clusterMetrics, exampleMetrics, metrics, segmentMetrics } from '../checkpoint/metrics-schema.js';
import type { RunResult } from '../result.js';

/** What a training run tells the outside, one event at a time. Renderers (terminal, plain lines, JSON) only read these. */
export type TrainEvent = StartEvent | StepEvent | EpochEvent | CheckpointEvent | WarningEvent | EndEvent;

export interface StartEvent {
  readonly type: 'start';
  readonly task: string;
  readonly model: string;
  readonly parameters: number;
  readonly engine: string;
  readonly device: string;
  readonly engineDescription: string;
  readonly classes: readonly string[];
  /** What examples, and their sources if they have any, are called. */
  readonly units: Units;
  readonly trainExamples: number;
  readonly unlabelledExamples: number;
  readonly validationExamples: number;
  readonly trainSources: number;
  readonly validationSources: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Of the whole run; fewer than its epochs have, if it ends in the middle of one. */
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly out: string;
  /** Step the run continues from; 0 for a fresh one. */
  readonly step: number;
  /** Epoch events of the run so far, when it is resumed, so that curves are whole. */
  readonly history: readonly EpochEvent[];
}

/** Means over the steps since the last such event: the terms of the loss, and more. */
export interface StepEvent extends TermValues {
  readonly type: 'step';
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly loss: number;
  /** Share of labelled training examples classified rightly; absent without labels. */
  readonly accuracy?: number | undefined;
  /** R⁽ˡ⁾ of the layers that have a weight. */
  readonly layers?: Readonly<Record<string, number>> | undefined;
  /** Of the loss, at this step. */
  readonly weights: LossWeights;
  readonly examplesPerSecond: number;
  readonly elapsedSeconds: number;
  readonly etaSeconds: number;
}

/** Means over training steps. */
export type Metrics = Readonly<z.infer<typeof metrics>>;

/** On held-out segments of recordings. */
export type SegmentMetrics = Readonly<z.infer<typeof segmentMetrics>>;

/** On held-out examples that stand for themselves. */
export type ExampleMetrics = Readonly<z.infer<typeof exampleMetrics>>;

/** On held-out examples without labels. */
export type ClusterMetrics = Readonly<z.infer<typeof clusterMetrics>>;

export type ValidationMetrics = SegmentMetrics | ExampleMetrics | ClusterMetrics;

export interface EpochEvent {
  readonly type: 'epoch';
  /** 1 for the first. */
  readonly epoch: number;
  readonly step: number;
  readonly train: Metrics;
  /** Absent when there is no validation split. */
  readonly validation?: ValidationMetrics;
  readonly best: boolean;
  /** Of the loss, at the last step; absent in runs of earlier versions. */
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
}

export interface EndEvent {
  readonly type: 'end';
  readonly reason: 'finished' | 'interrupted';
  readonly step: number;
  readonly epoch: number;
  readonly elapsedSeconds: number;
  readonly path: string;
  readonly best?: { readonly epoch: number } & ValidationMetrics;
  /** Of a finished run: what is in its `result.json` as well. */
  readonly result?: RunResult;
}

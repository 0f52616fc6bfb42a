import type { CurveRow } from './progress.js';

/** Events of an adversarial training run. */
export type EbganEvent =
  EbganStartEvent | EbganStepEvent | EbganSamplesEvent | EbganCheckpointEvent | EbganWarningEvent | EbganEndEvent;

export interface EbganStartEvent {
  readonly type: 'start';
  readonly task: string;
  readonly discriminator: string;
  readonly discriminatorParameters: number;
  readonly generator: string;
  readonly generatorParameters: number;
  readonly engine: string;
  readonly device: string;
  readonly engineDescription: string;
  readonly trainExamples: number;
  readonly batchSize: number;
  readonly steps: number;
  readonly seed: number;
  readonly out: string;
  /** Step from which the run continues; 0 for a new run. */
  readonly step: number;
}

/** A row of the training curves, with timing. */
export interface EbganStepEvent extends CurveRow {
  readonly type: 'step';
  readonly steps: number;
  readonly elapsedSeconds: number;
  readonly etaSeconds: number;
}

/** Examples generated from noise that is fixed for the run, so that samples of different steps can be compared. */
export interface EbganSamplesEvent {
  readonly type: 'samples';
  readonly step: number;
  /** [count, ...inputShape], row-major. */
  readonly samples: Float32Array;
}

export interface EbganCheckpointEvent {
  readonly type: 'checkpoint';
  readonly step: number;
  readonly path: string;
}

export interface EbganWarningEvent {
  readonly type: 'warning';
  readonly message: string;
  readonly file?: string;
}

export interface EbganEndEvent {
  readonly type: 'end';
  readonly reason: 'finished' | 'interrupted';
  readonly step: number;
  readonly elapsedSeconds: number;
  readonly path: string;
}

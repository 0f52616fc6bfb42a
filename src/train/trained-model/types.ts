import type { ContextScore, DetectionScore, Evaluation, ExampleScore } from '../../eval/index.js';
import type { RecordingChoice, SplitChoice } from '../../data/index.js';
import type { EngineOptions } from '../../engine/index.js';

/** Numbers of evaluated recordings that were already used in training. */
export interface TrainingOverlap {
  readonly usedForTraining: number;
  readonly usedForValidation: number;
}

/** How the recordings that trained a model are found among others. */
export type RecordingMatch = 'content' | 'name';

/** Callbacks during evaluation. */
export interface MeasureHooks {
  /** @param leftOut whether a recording or folder was left out, because it cannot be read */
  readonly onWarning: (message: string, leftOut?: boolean) => void;
  readonly onLoading: (done: number, total: number) => void;
}

/** Data and engine of an evaluation, and callbacks. */
export interface MeasureOptions extends EngineOptions, MeasureHooks {
  readonly data?: string;
  readonly split?: SplitChoice;
  readonly ffmpeg?: string;
}

interface Measured {
  readonly model: string;
  readonly data: string;
  readonly split: RecordingChoice;
  readonly warnings: readonly string[];
}

/** Output of `--json` for a model of recordings. */
export interface EvaluateResult extends Evaluation, TrainingOverlap, Measured {
  /**
   * How it was decided which recordings the model's training used: by their content, or for models of earlier versions
   * by species folder and file name; absent if the model lists no recordings.
   */
  readonly matchedBy?: RecordingMatch;
  /** Evaluation of segments with their context, if requested. */
  readonly inContext?: ContextScore & { readonly contextSeconds: number };
  /**
   * Evaluation of the detections that `lyrebird classify` makes by the model's own rules; absent for a model without
   * such rules (softmax outputs, or not calibrated).
   */
  readonly detections?: DetectionScore;
  /** Path of the report card, if one was requested. */
  readonly report?: string;
}

/** Output of `--json` for a model of images. */
export interface ImageEvaluateResult extends ExampleScore, Measured {
  /** Name of the data set, including the split. */
  readonly dataset: string;
}

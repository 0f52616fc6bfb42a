import type { ContextScore, Evaluation, ExampleScore } from '../../eval/index.js';
import type { SplitChoice } from '../../data/index.js';
import type { EngineOptions } from '../../engine/index.js';

/** How many recordings a model has met before. */
export interface TrainingOverlap {
  readonly usedForTraining: number;
  readonly usedForValidation: number;
}

/** Who hears of it. */
export interface MeasureHooks {
  readonly onWarning: (message: string) => void;
  readonly onLoading: (done: number, total: number) => void;
}

/** What is to be measured, and who hears of it. */
export interface MeasureOptions extends EngineOptions, MeasureHooks {
  readonly data?: string;
  readonly split?: SplitChoice;
  readonly ffmpeg?: string;
  /** Of recordings: also measure segments with what is so many seconds around them. */
  readonly context?: number;
}

interface Measured {
  readonly model: string;
  readonly data: string;
  readonly split: SplitChoice;
  readonly warnings: readonly string[];
}

/** What `--json` prints of a model for recordings. */
export interface EvaluateResult extends Evaluation, TrainingOverlap, Measured {
  /** Segments heard together with those around them, if that was asked for. */
  readonly inContext?: ContextScore & { readonly contextSeconds: number };
}

/** What `--json` prints of a model for images. */
export interface ImageEvaluateResult extends ExampleScore, Measured {
  /** The data set, and which of its images were taken. */
  readonly dataset: string;
}

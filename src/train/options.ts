import type { Dataset, LabelSplit, RecordingSplit, Units } from '../data/index.js';
import type { Engine } from '../engine/index.js';
import type { Predictions } from '../eval/index.js';
import type { FolderLock } from '../files/index.js';
import type { ReconstructionDistance } from '../inversion/index.js';
import type { Model } from '../models/index.js';
import type { ImageSettings, ManifestContent } from './checkpoint/manifest.js';
import type { ConfigKind, TrainConfig } from './config/index.js';
import type { RunFolderOptions } from './run-files.js';
import type { DataOptions } from './training-data.js';

/** The test split: used neither for training nor for choosing a model. */
export interface TestSplit {
  readonly dataset: Dataset;
  /** Describes the missing part of an incomplete test split. */
  readonly partialData?: string;
}

/** How input values were normalised. */
export interface Preprocessing {
  readonly normalisation: string;
  /** Images only: factor by which normalised values are multiplied. */
  readonly inputScale?: number;
}

/** Predictions of examples by a model that they did not train. */
export interface HeldOutPredictions {
  /** Folder of the model. */
  readonly model: string;
  readonly dataset: Dataset;
  readonly predictions: Predictions;
}

/** What is learned from folds before a run. */
export interface FoldConclusion {
  /** Settings of detection for the run's model; absent: it has none. */
  readonly detection?: NonNullable<ManifestContent['detection']>;
  /** How good the predictions are, in one line. */
  readonly message: string;
}

/** Folds of the training data: models that are trained and measured before the run. */
export interface CrossFit {
  /** For each fold, the data of the others, and the examples that these do not contain. */
  readonly folds: readonly { readonly data: RunData; readonly dataset: Dataset }[];
  /**
   * Draws conclusions from the predictions of all folds.
   * @param folder of the folds, for what `report` needs
   */
  readonly conclude: (
    heldOut: readonly HeldOutPredictions[],
    folder: string,
    signal?: AbortSignal,
  ) => Promise<FoldConclusion>;
  /**
   * Reports on the run's model when it is finished.
   * @param out folder of the run
   * @param folder of the folds
   * @returns a line for the user; undefined if the folds are gone
   */
  readonly report: (out: string, folder: string) => Promise<string | undefined>;
}

/** A fold to be trained by another process, into a folder of its own. */
export interface FoldRun {
  /** From 1. */
  readonly fold: number;
  readonly folder: string;
  /** Configuration file of the run. */
  readonly configFile: string;
  /** Threads and shards of its engine. Shards are those of the run, so that the same bits come out. */
  readonly threads: number;
  readonly shards: number;
}

/**
 * Trains a fold in another process, from its last checkpoint if it has one, with `TrainFromConfigOptions.onlyFold`.
 * @param onStep called with the number of steps done, and of all
 * @returns whether the fold is finished; false if it was stopped
 * @throws if the process failed
 */
export type FoldRunner = (
  fold: FoldRun,
  stop: AbortSignal,
  onStep: (step: number, steps: number) => void,
) => Promise<boolean>;

/** The data of a run, and what is saved about its origin. */
export interface RunData extends DataOptions {
  /** Kind of task that opened the data. Its defaults fill in settings that an earlier version's checkpoint lacks. */
  readonly kind?: ConfigKind;
  /** Display names of the examples; default: segments of recordings. */
  readonly units?: Units;
  /** How input values were normalised; reported in the result. */
  readonly preprocessing?: Preprocessing;
  /** Sample rate of examples cut from recordings; required by some networks. */
  readonly sampleRateHz?: number;
  /**
   * How recordings become examples. Saved with the model, so that classification prepares its inputs like training.
   */
  readonly audio?: NonNullable<ManifestContent['audio']>;
  /** Common names of classes, as far as they were given; saved with the model. */
  readonly commonNames?: NonNullable<ManifestContent['commonNames']>;
  /** Files of each split. Saved with the model, so that evaluation can report files that were used for training. */
  readonly recordings?: ManifestContent['recordings'];
  /**
   * Makes the settings of detection from predictions of the validation split; saved with the model. Absent: none.
   */
  readonly detection?: (validation: Dataset, predictions: Predictions) => NonNullable<ManifestContent['detection']>;
  /** Folds from whose held-out predictions the settings of detection are made instead. */
  readonly crossFit?: CrossFit;
  /** Origin and splits of images, saved with the model. */
  readonly images?: ImageSettings;
  /** Examples or recordings that keep their labels; saved next to the model. */
  readonly labelSplit?: LabelSplit | RecordingSplit;
  /** Describes the missing part of incomplete training data; reported in the result. */
  readonly partialData?: string;
  /** Opens the test split; called at the end of a finished run. */
  readonly test?: (() => Promise<TestSplit>) | undefined;
}

/** A training run. */
export interface TrainOptions extends RunData, RunFolderOptions {
  readonly config: TrainConfig;
  readonly engine: Engine;
  readonly model: Model;
  /** Folder of the run. */
  readonly out: string;
  /** Settings of detection that were made before the run; they take the place of `detection`. */
  readonly detectionSettings?: NonNullable<ManifestContent['detection']>;
  /** Replaces the configured `loss.residual.distance`. A run must be resumed with the same distance. */
  readonly distance?: ReconstructionDistance;
  /** The lock of `out`, if this process has it already. The run releases it. */
  readonly lock?: FolderLock;
  /** Time to wait for another process to release `out`; default 0. */
  readonly waitSeconds?: number;
  /** Called with a line for the user while the old lock of another machine's process is watched. */
  readonly onLockWait?: (message: string) => void;
  /** Stops the run after the steps in progress and saves a checkpoint. */
  readonly signal?: AbortSignal;
}

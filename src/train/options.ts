import type { Dataset, LabelSplit, RecordingSplit, Units } from '../data/index.js';
import type { Engine } from '../engine/index.js';
import type { ReconstructionDistance } from '../inversion/index.js';
import type { Model } from '../models/index.js';
import type { ImageSettings, ManifestContent } from './checkpoint/manifest.js';
import type { ConfigKind, TrainConfig } from './config/index.js';
import type { RunFolderOptions } from './run-files.js';
import type { DataOptions } from './training-data.js';

/** The part of the data that nothing is trained on and nothing chosen by. */
export interface TestPart {
  readonly dataset: Dataset;
  /** What of it is missing, if it is not all there. */
  readonly partialData?: string;
}

/** How examples were brought to one scale. */
export interface Preprocessing {
  readonly normalisation: string;
  /** Of images: what normalised values were multiplied by. */
  readonly inputScale?: number;
}

/** The data of a run, and what is saved of where it came from. */
export interface RunData extends DataOptions {
  /** The kind of task that opened it; it knows what settings were by default that an earlier version's checkpoint does not have. */
  readonly kind?: ConfigKind;
  /** What its examples are called; segments of recordings unless given. */
  readonly units?: Units;
  /** How examples were brought to one scale: told with the result. */
  readonly preprocessing?: Preprocessing;
  /** Samples a second, of examples that are cut from recordings: some networks need it. */
  readonly sampleRateHz?: number;
  /** How recordings become examples: saved with the model, so that it hears what it was trained on. */
  readonly audio?: NonNullable<ManifestContent['audio']>;
  /** Which files are in which part of the corpus: saved with the model, so that nobody evaluates it on what it was trained on unawares. */
  readonly recordings?: ManifestContent['recordings'];
  /** The same for images. */
  readonly images?: ImageSettings;
  /** Which examples, or which recordings, kept their labels: written beside the model. */
  readonly labelSplit?: LabelSplit | RecordingSplit;
  /** What of the training data is missing, if it is not all there: results must say so. */
  readonly partialData?: string;
  /** Opens the test part, at the end of a finished run. */
  readonly test?: () => Promise<TestPart>;
}

/** A training run. */
export interface TrainOptions extends RunData, RunFolderOptions {
  readonly config: TrainConfig;
  readonly engine: Engine;
  readonly model: Model;
  /** Folder of the run. */
  readonly out: string;
  /** In place of the configuration's `loss.residual.distance`. A run is resumed with the same. */
  readonly distance?: ReconstructionDistance;
  /** How long to wait for another process to leave `out`; 0 unless given. */
  readonly waitSeconds?: number;
  /** Ends the run after the steps in progress, with everything saved. */
  readonly signal?: AbortSignal;
}

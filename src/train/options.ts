import type { Engine } from '../engine/types.js';
import type { Model } from '../models/index.js';
import type { AudioSettings, ManifestContent } from './checkpoint/manifest.js';
import type { Config } from './config/index.js';
import type { RunFolderOptions } from './run-folder.js';
import type { DataOptions } from './training-data.js';

/** A training run. */
export interface TrainOptions extends DataOptions, RunFolderOptions {
  readonly config: Config;
  /** As the model was trained, so will it hear: saved with it. */
  readonly audio?: AudioSettings;
  /** Which files are in which part of the corpus: saved with the model, so that nobody evaluates it on what it was trained on unawares. */
  readonly recordings?: ManifestContent['recordings'];
  readonly engine: Engine;
  readonly model: Model;
  /** Folder of the run. */
  readonly out: string;
  /** Ends the run after the steps in progress, with everything saved. */
  readonly signal?: AbortSignal;
}

import type { LeftOut } from '../files/index.js';
import type { AnalysisDescription } from './result-settings.js';
import type { FailedRecording, FinishedRecording, ModelIdentity } from './types.js';

/** Results of all recordings in a results folder that were made with the same settings. */
export interface AllResults {
  /** The results folder. */
  readonly folder: string;
  /** The model and settings that made the results. */
  readonly analysis: AnalysisDescription;
  /** Sorted by folder and name. Read from disk at each call, one recording at a time. */
  recordings(): AsyncIterable<FinishedRecording>;
  /** Sorted likewise. */
  readonly failed: readonly FailedRecording[];
  /** Files and folders that were not tried. */
  readonly leftOut: readonly LeftOut[];
}

/** Writes files about all results of a folder into it. */
export interface SummaryWriter {
  /** Names of its files and folders, in the results folder. */
  readonly names: readonly string[];
  /** Those that no earlier run with this model has written: a file of that name is of somebody else. */
  newNames(folder: string, model: ModelIdentity): Promise<readonly string[]>;
  /** @throws OutputError if a file cannot be written */
  write(results: AllResults): Promise<void>;
}

import type { RunData } from '../options.js';

/** The data of a task, read and split. */
export interface TaskData {
  readonly runData: RunData;
  /** Warnings for the user. */
  readonly warnings: readonly string[];
  /** What else the user should know, one line each. */
  readonly notes?: readonly string[];
}

/** Progress of loading data. */
export interface LoadingProgress {
  /** Type of the items; `fold step`: training steps on folds, before the run. */
  readonly what: 'recording' | 'image' | 'fold step';
  readonly done: number;
  readonly total: number;
  /** Recordings only: duration loaded so far. */
  readonly seconds?: number;
  /** Fold steps only: time left, once it is known. */
  readonly etaSeconds?: number;
}

/** A problem of the data. */
export interface DataWarning {
  /** The file or folder concerned. */
  readonly file?: string;
  /** One line. */
  readonly message: string;
  /** The file or folder was left out, because it cannot be read. */
  readonly leftOut?: true;
}

/** Callbacks while data is read. */
export interface LoadHooks {
  /** Stops reading and throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onWarning?: (warning: DataWarning) => void;
  readonly onLoading?: (progress: LoadingProgress) => void;
}

/** Callbacks, and the decoder of recordings. */
export interface OpenDataOptions extends LoadHooks {
  /** Path of the ffmpeg program; found automatically by default. */
  readonly ffmpeg?: string | undefined;
}

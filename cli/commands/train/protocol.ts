import type { ConfigSource, LoadingProgress, TrainEvent } from '../../../src/train/index.js';
import type { SerialisedError } from './serialise-error.js';

/** What to train: a copy of it goes to the worker thread. */
export interface TrainRequest {
  /** Where its configuration comes from. */
  readonly source: ConfigSource;
  /** Folder of the run; one that is named by the experiment, if absent. */
  readonly out?: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
  /** How long to wait for another process to leave the run's folder; 0 if absent. */
  readonly waitSeconds?: number;
  readonly ffmpeg?: string;
}

/** From the drawing thread to the worker. */
export interface ToWorker {
  /** `stop`: end after the step in progress and save. `leave`: without saving, as soon as the engine is idle. */
  readonly type: 'stop' | 'leave';
}

/** From the worker to the drawing thread. */
export type FromWorker =
  | { readonly type: 'event'; readonly event: TrainEvent }
  | { readonly type: 'loading'; readonly progress: LoadingProgress }
  | { readonly type: 'failed'; readonly error: SerialisedError };

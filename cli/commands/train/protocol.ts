import type { ConfigSource, LoadingProgress, TrainEvent } from '../../../src/train/index.js';
import type { SerialisedError } from './serialise-error.js';

/** A request to train, copied to the worker thread. */
export interface TrainRequest {
  /** Source of the configuration. */
  readonly source: ConfigSource;
  /** Folder of the run; by default named after the experiment. */
  readonly out?: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
  /** Seconds to wait while another process uses the run's folder; default 0. */
  readonly waitSeconds?: number;
  readonly ffmpeg?: string;
  /** Fold of the run to train alone, from 1. */
  readonly onlyFold?: number;
}

/** Message from the drawing thread to the worker. */
export interface ToWorker {
  /** `stop`: stop after the current step and save. `leave`: stop without saving, as soon as the engine is idle. */
  readonly type: 'stop' | 'leave';
}

/** Message from the worker to the drawing thread. */
export type FromWorker =
  | { readonly type: 'event'; readonly event: TrainEvent }
  | { readonly type: 'loading'; readonly progress: LoadingProgress }
  | { readonly type: 'failed'; readonly error: SerialisedError };

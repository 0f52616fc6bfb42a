import type { TrialCommand } from '../processes/trial-process.js';

/** Events of a worker. */
export type WorkerEvent =
  /**
   * `taken`: taken from the queue; `finished`: its result is in the queue; `lost`: given to another worker; `returned`:
   * saved and returned to the queue.
   */
  | { readonly type: 'taken' | 'finished' | 'lost' | 'returned'; readonly name: string }
  | { readonly type: 'failed'; readonly name: string; readonly message: string }
  /** The server does not answer, and the worker waits for it; or it answers again. */
  | { readonly type: 'problem' | 'recovered'; readonly message: string };

export interface WorkerOptions extends TrialCommand {
  /** `redis://host:port` */
  readonly address: string;
  /** Trials at a time. */
  readonly parallel: number;
  /** Data folder on this machine; default: that of the sweep's configuration. */
  readonly data?: string;
  /** Folder for the runs. If workers share it, each can resume the trials of the others. */
  readonly out: string;
  /** After this time without a sign of life, the trials of a worker are given to others. */
  readonly lostAfterSeconds: number;
  readonly onEvent: (event: WorkerEvent) => void;
  /** Saves the running trials, returns them to the queue, and exits. */
  readonly stop: AbortSignal;
  /** Stops the running trials at once. */
  readonly abandon: AbortSignal;
}

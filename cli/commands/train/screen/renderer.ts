import type { LoadingProgress, TrainEvent } from '../../../../src/train/index.js';

/** Shows a training run. It reads events, and knows nothing of how they came about. */
export interface TrainRenderer {
  event(event: TrainEvent): void | Promise<void>;
  /** Before the first event: recordings are being read. */
  loading(progress: LoadingProgress): void;
  /** The run was asked to stop, and is saving. */
  stopping(): void;
  /** After the last event, or before an error is reported: leaves the screen in order. */
  end(): Promise<void>;
}

/** What a renderer may ask the run to do. */
export interface TrainControls {
  /** Ctrl+C, where it arrives as a key. */
  stop(): void;
}

import type { Stopping } from '../../../ui/stopping.js';
import type { LoadingProgress, TrainEvent } from '../../../../src/train/index.js';

/** Shows a training run from its events alone. */
export interface TrainRenderer {
  event(event: TrainEvent): void | Promise<void>;
  /** Called before the first event, while the data is being loaded. */
  loading(progress: LoadingProgress): void;
  /** Called when the run has been asked to stop. */
  stopping(how: Stopping): void;
  /** Called after the last event, or before an error is reported: restores the terminal. */
  end(): Promise<void>;
}

/** Controls of a run that a renderer may use. */
export interface TrainControls {
  /** Called on Ctrl+C where it arrives as a key. */
  stop(): void;
}

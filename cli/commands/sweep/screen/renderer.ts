import type { Stopping } from '../../../ui/stopping.js';
import type { SweepEvent } from '../../../../src/sweep/index.js';

/** Shows a sweep from its events alone. Its caller prints warnings, each once. */
export interface SweepRenderer {
  event(event: SweepEvent): void;
  /** Called when the running trials have been asked to stop. */
  stopping(how: Stopping): void;
  /** Called after the last event, or before an error is reported: restores the terminal. */
  end(): Promise<void>;
}

/** Controls of a sweep that a renderer may use. */
export interface SweepControls {
  /** Called on Ctrl+C where it arrives as a key. */
  stop(): void;
}

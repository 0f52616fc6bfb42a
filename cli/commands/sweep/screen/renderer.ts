import type { SweepEvent } from '../../../../src/sweep/index.js';

/** Shows a sweep. It reads events, and knows nothing of how they came about. */
export interface SweepRenderer {
  event(event: SweepEvent): void;
  /** The trials that run were asked to save and stop. */
  stopping(): void;
  /** After the last event, or before an error is reported: leaves the screen in order. */
  end(): Promise<void>;
}

/** What a renderer may ask the sweep to do. */
export interface SweepControls {
  /** Ctrl+C, where it arrives as a key. */
  stop(): void;
}

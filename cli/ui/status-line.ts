import { fitted } from './fit.js';
import { liveRegion } from './streams.js';

/** One line at the bottom of the terminal that is redrawn in place, below messages and results. */
export interface StatusLine {
  /** Shows a text; line breaks and escape codes in it are shown as escapes. */
  show(text: string): void;
  /** Erases the line; the next `show` draws it again. */
  clear(): void;
}

const MILLISECONDS_BETWEEN_REDRAWS = 100;

/**
 * Creates a status line on stderr.
 * @param enabled false if stderr is not a terminal: nothing is drawn
 */
export function createStatusLine(enabled: boolean): StatusLine {
  if (!enabled) return { show: () => undefined, clear: () => undefined };
  let last = -Infinity;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < MILLISECONDS_BETWEEN_REDRAWS) return;
      last = now;
      liveRegion.show(({ columns }) => [fitted(text, columns - 1)]);
    },
    clear() {
      last = -Infinity;
      liveRegion.clear();
    },
  };
}

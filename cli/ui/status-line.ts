import { clearLiveRegion, drawAfter, sharedLiveRegion } from './streams.js';

/** One line at the bottom of the terminal that is redrawn in place, below messages and results. */
export interface StatusLine {
  /**
   * Shows a text; line breaks and escape codes in it are shown as escapes. A function is called only if its text will
   * be drawn: most are not, because the line is redrawn at most ten times a second. The last text given before the
   * code that draws is loaded is drawn then.
   */
  show(text: string | (() => string)): void;
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
  let draw: ((text: string) => void) | undefined;
  // Loaded beside the work: measuring text takes 70 ms to load.
  const loaded = Promise.all([import('./live-region.js'), import('./fit.js')]).then(
    ([{ createLiveRegion }, { fitted }]) => {
      const region = sharedLiveRegion(createLiveRegion);
      draw = (text) => region.show(({ columns }) => [fitted(text, columns - 1)]);
    },
  );
  let last = -Infinity;
  const line: StatusLine = {
    show(text) {
      if (!draw) {
        drawAfter(loaded, () => line.show(text));
        return;
      }
      const now = performance.now();
      if (now - last < MILLISECONDS_BETWEEN_REDRAWS) return;
      last = now;
      draw(typeof text === 'string' ? text : text());
    },
    clear() {
      last = -Infinity;
      clearLiveRegion();
    },
  };
  return line;
}

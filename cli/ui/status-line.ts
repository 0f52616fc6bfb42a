/** One line at the bottom of the terminal that is redrawn in place. */
export interface StatusLine {
  show(text: string): void;
  /** Erases the line before other output; the next `show` draws it again. */
  clear(): void;
}

const MILLISECONDS_BETWEEN_REDRAWS = 100;

/**
 * Creates a status line on stderr.
 * @param enabled false if stderr is not a terminal: nothing is drawn
 */
export function createStatusLine(enabled: boolean): StatusLine {
  if (!enabled) return { show: () => undefined, clear: () => undefined };
  let drawn = false;
  let last = -Infinity;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < MILLISECONDS_BETWEEN_REDRAWS) return;
      last = now;
      drawn = true;
      const columns = (process.stderr.columns || 80) - 1;
      process.stderr.write(`\r\u001B[K${text.slice(0, columns)}`);
    },
    clear() {
      if (!drawn) return;
      drawn = false;
      last = -Infinity;
      process.stderr.write('\r\u001B[K');
    },
  };
}

/** One line at the bottom of the terminal that is written over again and again. */
export interface StatusLine {
  show(text: string): void;
  /** Makes room for other output; the next `show` draws the line again. */
  clear(): void;
}

const MILLISECONDS_BETWEEN_DRAWINGS = 100;

/** A status line on stderr, or nothing at all where stderr cannot be drawn on. */
export function createStatusLine(enabled: boolean): StatusLine {
  if (!enabled) return { show: () => undefined, clear: () => undefined };
  let drawn = false;
  let last = -Infinity;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < MILLISECONDS_BETWEEN_DRAWINGS) return;
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

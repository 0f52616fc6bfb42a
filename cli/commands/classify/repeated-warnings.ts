import { plural } from '../../ui/words.js';

/** Recordings of which the same warning is shown. */
const SHOWN = 5;

/** Shows warnings about recordings, but not thousands of the same. */
export interface RepeatedWarnings {
  add(file: string, message: string): void;
  /** Says how many more recordings had the warnings that were not shown. */
  finish(): void;
}

/** @param note shows a line */
export function repeatedWarnings(note: (line: string) => void): RepeatedWarnings {
  const counts = new Map<string, number>();
  return {
    add(file, message) {
      const count = (counts.get(message) ?? 0) + 1;
      counts.set(message, count);
      if (count <= SHOWN) note(`warning: ${file}: ${message}`);
    },
    finish() {
      for (const [message, count] of counts) {
        if (count > SHOWN) note(`warning: ${plural(count - SHOWN, 'more recording')}: ${message}`);
      }
      counts.clear();
    },
  };
}

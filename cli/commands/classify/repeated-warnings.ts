import { plural } from '../../ui/words.js';

/** Recordings of which one kind of warning is shown. */
const SHOWN = 5;

/** Shows warnings about recordings, but not thousands of one kind. */
export interface RepeatedWarnings {
  add(file: string, message: string): void;
  /** Says how many more recordings had the warnings that were not shown. */
  finish(): void;
}

/** @param note shows a line */
export function repeatedWarnings(note: (line: string) => void): RepeatedWarnings {
  const seen = new Map<string, { count: number; readonly message: string; isOne: boolean }>();
  return {
    add(file, message) {
      const kind = kindOf(message);
      const warning = seen.get(kind) ?? { count: 0, message, isOne: true };
      seen.set(kind, warning);
      warning.count++;
      warning.isOne &&= warning.message === message;
      if (warning.count <= SHOWN) note(`warning: ${file}: ${message}`);
    },
    finish() {
      for (const { count, message, isOne } of seen.values()) {
        if (count <= SHOWN) continue;
        const more = plural(count - SHOWN, 'more recording');
        note(`warning: ${more}: ${isOne ? message : `similar warnings, such as: ${message}`}`);
      }
      seen.clear();
    },
  };
}

/** What warnings share that differ in numbers, times and quoted values alone. */
function kindOf(message: string): string {
  return message.replaceAll(/"[^"]*"|\d[\d.,:TZ+-]*/g, '#');
}

import { createStatusLine, type StatusLine } from '../../ui/status-line.js';
import { results, say, type ResultStream } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import type { ClassifyFlags } from './flags.js';

/** Where a command writes: the status line gives way to everything else. */
export interface CommandOutput {
  /** Whether stderr is a terminal. */
  readonly interactive: boolean;
  readonly status: StatusLine;
  /** Writes a line to stderr. */
  note(line: string): void;
  /** Results, on stdout. */
  readonly stream: ResultStream;
}

export function createCommandOutput({ color, quiet }: Pick<ClassifyFlags, 'color' | 'quiet'>): CommandOutput {
  const { interactive } = setUpTerminal(color);
  const status = createStatusLine(interactive && !quiet);
  return {
    interactive,
    status,
    note(line) {
      status.clear();
      say(line);
    },
    stream: {
      closed: results.closed,
      write(text) {
        status.clear();
        return results.write(text);
      },
    },
  };
}

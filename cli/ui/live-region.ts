import stringWidth from 'string-width';

/** A terminal that can be drawn on: `process.stderr`, or an emulation. */
export interface DrawingTerminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Lines for a terminal of a given size: narrower than its columns, and fewer than its rows. */
export type Frame = (size: TerminalSize) => readonly string[];

/**
 * Lines at the bottom of the terminal that are redrawn in place. The cursor stays at the start of the line below them,
 * visible except while they are drawn, so that the terminal is in order however the process ends.
 */
export interface LiveRegion {
  /** Draws a frame in place of the last one. */
  show(frame: Frame): void;
  /** Draws the last frame again, in the terminal's present size. */
  redraw(): void;
  /** Erases the lines before other output, and forgets the frame. */
  clear(): void;
  /** Leaves the lines where they are. */
  leave(): void;
  /** Writes text above the lines. */
  writeAbove(write: () => unknown): void;
}

/** Begin and end of a change that terminals show at once; others ignore them. The cursor is hidden in between. */
const BEGIN = '\u001B[?2026h\u001B[?25l';
const END = '\u001B[?25h\u001B[?2026l';

/**
 * Draws on a terminal.
 * @param reflows whether the terminal wraps lines that are on it already when it becomes narrower
 */
export function createLiveRegion(terminal: DrawingTerminal, reflows = reflowsLines()): LiveRegion {
  let frame: Frame | undefined;
  let drawn: readonly string[] = [];

  /** Moves to the first drawn line and erases everything from there on. */
  const erasure = (): string => {
    const { columns } = sizeOf(terminal);
    const rowsOf = (line: string): number => (reflows ? Math.max(1, Math.ceil(stringWidth(line) / columns)) : 1);
    const height = drawn.reduce((sum, line) => sum + rowsOf(line), 0);
    return height > 0 ? `\u001B[${height}A\r\u001B[J` : '';
  };
  const erase = (): void => {
    if (drawn.length > 0) terminal.write(BEGIN + erasure() + END);
    drawn = [];
  };
  const redraw = (): void => {
    const size = sizeOf(terminal);
    // A line more would scroll, and its first row could not be erased again.
    const lines = frame?.(size).slice(0, Math.max(0, size.rows - 1)) ?? [];
    if (lines.length + drawn.length === 0) return;
    terminal.write(BEGIN + erasure() + lines.map((line) => `${line}\n`).join('') + END);
    drawn = lines;
  };

  return {
    show(next) {
      frame = next;
      redraw();
    },
    redraw,
    clear() {
      frame = undefined;
      erase();
    },
    leave() {
      frame = undefined;
      drawn = [];
    },
    writeAbove(write) {
      erase();
      write();
      redraw();
    },
  };
}

/** Falls back to 80 x 24: streams that are not terminals have no size, although the types promise one. */
export function sizeOf({ columns, rows }: Pick<DrawingTerminal, 'columns' | 'rows'>): TerminalSize {
  return { columns: columns || 80, rows: rows || 24 };
}

/** Whether this terminal reflows: nearly all do, but not xterm, GNU Screen, st and the console of Linux. */
function reflowsLines(): boolean {
  const { TMUX, XTERM_VERSION, STY, TERM = '' } = process.env;
  if (TMUX !== undefined) return true;
  return XTERM_VERSION === undefined && STY === undefined && !/^(linux|st(-|$))/.test(TERM);
}

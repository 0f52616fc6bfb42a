import headless from '@xterm/headless';
import type { IBuffer, IBufferCell } from '@xterm/headless';
import { cellColours } from './palette.js';
import type { Playback } from './playback.js';

/** Adjacent cells of one style. */
export interface Run {
  readonly column: number;
  /** The characters of each cell. */
  readonly cells: readonly string[];
  readonly colour: string;
  readonly background?: string;
  readonly bold: boolean;
  readonly underline: boolean;
}

type Look = Omit<Run, 'column' | 'cells'>;

/** The screen at one time. */
export interface Frame {
  readonly seconds: number;
  readonly rows: readonly (readonly Run[])[];
  /** Absent while a program hides it. */
  readonly cursor?: { readonly column: number; readonly row: number };
}

/** Feeds a recording to a terminal emulator. @returns the screen after every event */
export async function framesOf({ columns, rows, events }: Playback): Promise<Frame[]> {
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true });
  let cursorShown = true;
  for (const [final, shown] of [
    ['h', true],
    ['l', false],
  ] as const) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
      if (parameters.includes(25)) cursorShown = shown;
      return false;
    });
  }

  const frames: Frame[] = [];
  for (const [seconds, , data] of events) {
    await new Promise<void>((resolve) => terminal.write(data, resolve));
    const { active } = terminal.buffer;
    frames.push({
      seconds,
      rows: Array.from({ length: rows }, (_, row) => runsOf(active, row, columns)),
      ...(cursorShown && { cursor: { column: active.cursorX, row: active.cursorY } }),
    });
  }
  terminal.dispose();
  return frames;
}

function runsOf(buffer: IBuffer, row: number, columns: number): Run[] {
  const line = buffer.getLine(buffer.viewportY + row)!;
  const runs: { column: number; cells: string[]; look: Look; key: string }[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column)!;
    // The second half of a wide character.
    if (cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    const key = JSON.stringify(look);
    const characters = cell.getChars() || ' ';
    const run = runs.at(-1);
    if (run?.key === key && run.column + run.cells.length === column) run.cells.push(characters);
    else runs.push({ column, cells: [characters], look, key });
  }
  return runs
    .filter(({ cells, look }) => look.background !== undefined || look.underline || cells.some((cell) => cell !== ' '))
    .map(({ column, cells, look }) => ({ column, cells, ...look }));
}

function lookOf(cell: IBufferCell): Look {
  const colours = cellColours({
    ...(!cell.isFgDefault() && { foreground: { value: cell.getFgColor(), rgb: cell.isFgRGB() } }),
    ...(!cell.isBgDefault() && { background: { value: cell.getBgColor(), rgb: cell.isBgRGB() } }),
    inverse: cell.isInverse() !== 0,
    dim: cell.isDim() !== 0,
  });
  return { ...colours, bold: cell.isBold() !== 0, underline: cell.isUnderline() !== 0 };
}

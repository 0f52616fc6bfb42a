/** How the sweep's table divides a terminal. */
export interface SweepLayout {
  /** Columns that lines may use. */
  readonly columns: number;
  readonly nameColumns: number;
  /** Seeds that have a column of their own; the others are in the mean only. */
  readonly seedsShown: number;
  /** Cells that have a line. */
  readonly cellsShown: number;
  readonly failuresShown: number;
}

/** `100.0%` and a space. */
export const SEED_COLUMNS = 7;
/** ` 100.00 ± 10.00` and a space. */
export const MEAN_COLUMNS = 16;
/** Header 1, titles 1, line of what is not shown 1, progress 2, hint 1. */
const FIXED_ROWS = 6;
const MIN_NAME_COLUMNS = 12;

export interface SweepSize {
  readonly longestName: number;
  readonly cells: number;
  readonly seeds: number;
  readonly failures: number;
}

/** As many seeds and cells as fit; the whole always stays below the terminal's height, or Ink would clear the screen at each frame. */
export function sweepLayout(columns: number, rows: number, size: SweepSize): SweepLayout {
  const usable = Math.max(20, columns - 1);
  const failuresShown = Math.min(size.failures, rows >= 20 ? 3 : rows >= FIXED_ROWS + 4 ? 1 : 0);
  const besideName = usable - MEAN_COLUMNS;
  const nameColumns = Math.max(
    4,
    Math.min(size.longestName, besideName, Math.max(MIN_NAME_COLUMNS, besideName - size.seeds * SEED_COLUMNS)),
  );
  const seedsShown = Math.min(size.seeds, Math.floor((besideName - nameColumns) / SEED_COLUMNS));
  return {
    columns: usable,
    nameColumns,
    seedsShown: Math.max(0, seedsShown),
    cellsShown: Math.max(0, Math.min(size.cells, rows - 1 - FIXED_ROWS - failuresShown)),
    failuresShown,
  };
}

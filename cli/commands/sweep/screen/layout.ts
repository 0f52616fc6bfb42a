/** Layout of the sweep's table in a terminal. */
export interface SweepLayout {
  /** Columns available for lines. */
  readonly columns: number;
  readonly nameColumns: number;
  /** Columns of mean and deviation; 0 leaves them out. */
  readonly meanColumns: number;
  /** Number of seeds with a column; further seeds count in the mean only. */
  readonly seedsShown: number;
  /** Number of cells with a line. */
  readonly cellsShown: number;
  readonly failuresShown: number;
  readonly headerShown: boolean;
  readonly hintShown: boolean;
}

/** Width of `100.0%` and a space. */
export const SEED_COLUMNS = 7;
/** Width of ` 100.00 ± 10.00` and a space. */
export const MEAN_COLUMNS = 16;
/** Rows besides cells and failures: header 1, titles 1, number of hidden cells 1, progress 2, hint 1. */
const FIXED_ROWS = 6;
/** Rows of header, progress and hint. */
const MIN_ROWS = 3;
const MIN_NAME_COLUMNS = 12;

export interface SweepSize {
  readonly longestName: number;
  readonly cells: number;
  readonly seeds: number;
  readonly failures: number;
}

/**
 * Fits as many seeds and cells as possible. The screen always stays shorter than the terminal: rows that scroll away
 * cannot be drawn again.
 */
export function sweepLayout(columns: number, rows: number, size: SweepSize): SweepLayout {
  const usable = Math.max(1, columns - 1);
  const meanColumns = usable >= MIN_NAME_COLUMNS + MEAN_COLUMNS ? MEAN_COLUMNS : 0;
  const failuresShown = Math.min(size.failures, rows >= 20 ? 3 : rows >= FIXED_ROWS + 4 ? 1 : 0);
  const besideName = usable - meanColumns;
  const nameColumns = Math.max(
    1,
    Math.min(size.longestName, besideName, Math.max(MIN_NAME_COLUMNS, besideName - size.seeds * SEED_COLUMNS)),
  );
  const seedsShown = Math.min(size.seeds, Math.floor((besideName - nameColumns) / SEED_COLUMNS));
  return {
    columns: usable,
    nameColumns,
    meanColumns,
    seedsShown: Math.max(0, seedsShown),
    cellsShown: Math.max(0, Math.min(size.cells, rows - 1 - FIXED_ROWS - failuresShown)),
    failuresShown,
    headerShown: rows > MIN_ROWS,
    hintShown: rows > MIN_ROWS - 1,
  };
}

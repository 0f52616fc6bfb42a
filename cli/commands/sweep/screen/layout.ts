/** Layout of the sweep's table in a terminal. */
export interface SweepLayout {
  /** Columns available for lines. */
  readonly columns: number;
  readonly nameColumns: number;
  /** Number of seeds with a column; further seeds count in the mean only. */
  readonly seedsShown: number;
  /** Number of cells with a line. */
  readonly cellsShown: number;
  readonly failuresShown: number;
}

/** Width of `100.0%` and a space. */
export const SEED_COLUMNS = 7;
/** Width of ` 100.00 ± 10.00` and a space. */
export const MEAN_COLUMNS = 16;
/** Rows besides cells and failures: header 1, titles 1, number of hidden cells 1, progress 2, hint 1. */
const FIXED_ROWS = 6;
const MIN_NAME_COLUMNS = 12;

export interface SweepSize {
  readonly longestName: number;
  readonly cells: number;
  readonly seeds: number;
  readonly failures: number;
}

/**
 * Fits as many seeds and cells as possible. The screen always stays shorter than the terminal; otherwise Ink would
 * clear the terminal at each frame.
 */
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

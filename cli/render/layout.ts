/** How the training screen divides a terminal. */
export interface Layout {
  /** Columns that lines may use. */
  readonly columns: number;
  /** Columns and rows of one chart without its title; 0 rows: no charts, only figures. */
  readonly chartColumns: number;
  readonly chartRows: number;
  readonly warningsShown: number;
  /** Few rows: no empty lines, one line of header. */
  readonly compact: boolean;
  /** Hardly any rows: progress only. */
  readonly progressOnly: boolean;
}

/** Lines around the charts at most: header 3, progress 2, figures of the best 1, checkpoint 1, hint 1, spaces 3. */
const FIXED_ROWS = 11;
const MOST_CHART_ROWS = 9;
const LEAST_CHART_ROWS = 3;
const GAP = 2;
const COMPACT_ROWS = 10;

/** Two by two charts where they fit; the whole always stays below the terminal's height, or Ink would clear the screen at each frame. */
export function layoutFor(columns: number, rows: number): Layout {
  const warningsShown = rows >= 30 ? 3 : 1;
  const usable = Math.max(20, columns - 1);
  const free = rows - 1 - FIXED_ROWS - warningsShown;
  const chartRows = Math.min(MOST_CHART_ROWS, Math.floor(free / 2) - 1);
  const chartColumns = Math.floor((usable - GAP) / 2);
  const fits = chartRows >= LEAST_CHART_ROWS && chartColumns >= 20;
  return {
    columns: usable,
    chartColumns,
    chartRows: fits ? chartRows : 0,
    warningsShown,
    compact: rows <= FIXED_ROWS + 4,
    progressOnly: rows < COMPACT_ROWS,
  };
}

/** Layout of the training screen in a terminal. */
export interface Layout {
  /** Columns available for lines. */
  readonly columns: number;
  /** Columns and rows of one chart without its title; with 0 rows only the latest values are shown. */
  readonly chartColumns: number;
  readonly chartRows: number;
  /** Whether the changing loss weights have charts. */
  readonly weightsShown: boolean;
  readonly warningsShown: number;
  /** True in a terminal with few rows: no empty lines, a header of one line. */
  readonly compact: boolean;
  /** True in a terminal with very few rows: progress only. */
  readonly progressOnly: boolean;
  /** Rows available for lines. */
  readonly rows: number;
}

/**
 * Maximum number of rows around the charts and their titles: header 3, progress 2, best epoch 1, checkpoint 1, hint 1,
 * spaces 3.
 */
const FIXED_ROWS = 11;
const MAX_CHART_ROWS = 9;
const MIN_CHART_ROWS = 3;
const MIN_CHART_COLUMNS = 20;
const GAP = 2;
/** The same in a compact layout: no empty lines, a header of one line. */
const COMPACT_ROWS = 7;

/**
 * Lays charts out in two columns if they fit, otherwise in one. The screen always stays shorter than the terminal:
 * rows that scroll away cannot be drawn again.
 * @param lossCharts number of charts of losses and of validation
 * @param weightCharts number of changing loss weights; they are drawn only if all of them fit
 */
export function layoutFor(columns: number, rows: number, lossCharts: number, weightCharts = 0): Layout {
  const warningsShown = rows >= 30 ? 3 : 1;
  const usable = Math.max(1, columns - 1);
  const across = usable >= 2 * MIN_CHART_COLUMNS + GAP ? 2 : 1;
  const free = rows - 1 - FIXED_ROWS - warningsShown;
  const rowsIn = (charts: number): number => Math.min(MAX_CHART_ROWS, Math.floor(free / charts) - 1);
  // Charts below one another.
  const [losses, weights] = [Math.ceil(lossCharts / across), Math.ceil(weightCharts / across)];
  const weightsFit = weights > 0 && rowsIn(losses + weights) >= MIN_CHART_ROWS;
  const chartRows = rowsIn(weightsFit ? losses + weights : losses);
  const chartColumns = across === 2 ? Math.floor((usable - GAP) / 2) : usable;
  const fits = chartRows >= MIN_CHART_ROWS && chartColumns >= MIN_CHART_COLUMNS;
  return {
    columns: usable,
    chartColumns,
    chartRows: fits ? chartRows : 0,
    weightsShown: fits && weightsFit,
    warningsShown,
    compact: rows <= FIXED_ROWS + losses + 2,
    progressOnly: rows <= COMPACT_ROWS + losses,
    rows: Math.max(0, rows - 1),
  };
}

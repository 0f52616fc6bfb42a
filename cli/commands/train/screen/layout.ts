/** How the training screen divides a terminal. */
export interface Layout {
  /** Columns that lines may use. */
  readonly columns: number;
  /** Columns and rows of one chart without its title; 0 rows: no charts, only figures. */
  readonly chartColumns: number;
  readonly chartRows: number;
  /** Whether the weights of the loss that change have charts. */
  readonly weightsShown: boolean;
  readonly warningsShown: number;
  /** Few rows: no empty lines, one line of header. */
  readonly compact: boolean;
  /** Hardly any rows: progress only. */
  readonly progressOnly: boolean;
}

/** Lines around the charts and their titles at most: header 3, progress 2, figures of the best 1, checkpoint 1, hint 1, spaces 3. */
const FIXED_ROWS = 11;
const MAX_CHART_ROWS = 9;
const MIN_CHART_ROWS = 3;
const GAP = 2;
/** The same without empty lines, and with one line of header. */
const COMPACT_ROWS = 7;

/**
 * Charts two by two where they fit; the whole always stays below the terminal's height, or Ink would clear the screen at each frame.
 * @param lossCharts how many charts there are of losses and of validation
 * @param weightCharts how many weights of the loss change; they are drawn where there is room for all of them
 */
export function layoutFor(columns: number, rows: number, lossCharts: number, weightCharts = 0): Layout {
  const warningsShown = rows >= 30 ? 3 : 1;
  const usable = Math.max(20, columns - 1);
  const free = rows - 1 - FIXED_ROWS - warningsShown;
  const rowsIn = (pairs: number): number => Math.min(MAX_CHART_ROWS, Math.floor(free / pairs) - 1);
  const [lossPairs, weightPairs] = [Math.ceil(lossCharts / 2), Math.ceil(weightCharts / 2)];
  const weightsFit = weightPairs > 0 && rowsIn(lossPairs + weightPairs) >= MIN_CHART_ROWS;
  const chartRows = rowsIn(weightsFit ? lossPairs + weightPairs : lossPairs);
  const chartColumns = Math.floor((usable - GAP) / 2);
  const fits = chartRows >= MIN_CHART_ROWS && chartColumns >= 20;
  return {
    columns: usable,
    chartColumns,
    chartRows: fits ? chartRows : 0,
    weightsShown: fits && weightsFit,
    warningsShown,
    compact: rows <= FIXED_ROWS + lossPairs + 2,
    progressOnly: rows <= COMPACT_ROWS + lossPairs,
  };
}

/** Layout of the training screen in a terminal. */
export interface Layout {
  /** Columns available for lines. */
  readonly columns: number;
  /** Columns and rows of one chart without its title; with 0 rows only the latest values are shown. */
  readonly chartColumns: number;
  readonly chartRows: number;
  /** Whether the changing loss weights have charts. */
  readonly weightsShown: boolean;
  /** Columns of bars of species, and rows of bars below their title; with 0 rows neither is shown. */
  readonly barColumns: number;
  readonly barRows: number;
  readonly warningsShown: number;
  /** Rows for the lines below the charts. */
  readonly summaryRows: number;
  /** True in a terminal with few rows: no empty lines, a header of one line. */
  readonly compact: boolean;
  /** True in a terminal with very few rows: progress only. */
  readonly progressOnly: boolean;
  /** Rows available for lines. */
  readonly rows: number;
}

/** What there is to show. */
export interface Content {
  /** Number of charts of losses, and of the measure that chooses the best epoch. */
  readonly lossCharts: number;
  /** Number of changing loss weights; they are drawn only if all of them fit. */
  readonly weightCharts: number;
  /** Number of species that have a score. */
  readonly species: number;
  /** Number of lines below the charts besides best epoch, checkpoint, warnings and hint. */
  readonly moreLines: number;
}

/** Rows above the charts, and spaces: header 3, progress 2, spaces 3. */
const ROWS_ABOVE = 8;
/** The same in a compact layout: no empty lines, a header of one line. */
const COMPACT_ROWS_ABOVE = 3;
/** Rows around the charts and their titles that are always kept: those above, best epoch 1, checkpoint 1, hint 1. */
const FIXED_ROWS = ROWS_ABOVE + 3;
const MAX_CHART_ROWS = 9;
const MIN_CHART_ROWS = 3;
const MIN_CHART_COLUMNS = 20;
const GAP = 2;
/** Rows that a chart keeps where bars of species take the others. */
const CHART_ROWS_BESIDE_BARS = 5;
/** Fewer rows of bars tell too little. */
const MIN_BAR_ROWS = 2;
const MIN_BAR_COLUMNS = 36;
/** Fixed rows of a compact layout, and a warning. */
const COMPACT_ROWS = COMPACT_ROWS_ABOVE + 4;

/**
 * Lays charts out in two columns if they fit, otherwise in one, and bars of species below them. More lines below the
 * charts make these smaller, as far as they stay readable. The screen always stays shorter than the terminal: rows that
 * scroll away cannot be drawn again.
 */
export function layoutFor(columns: number, rows: number, content: Content): Layout {
  const { lossCharts, weightCharts, species, moreLines } = content;
  const warningsShown = rows >= 30 ? 3 : 1;
  const usable = Math.max(1, columns - 1);
  const across = usable >= 2 * MIN_CHART_COLUMNS + GAP ? 2 : 1;
  const chartColumns = across === 2 ? Math.floor((usable - GAP) / 2) : usable;
  const rowsIn = (charts: number, room: number): number => Math.min(MAX_CHART_ROWS, Math.floor(room / charts) - 1);
  // Charts below one another.
  const [losses, weights] = [Math.ceil(lossCharts / across), Math.ceil(weightCharts / across)];
  const room = rows - 1 - FIXED_ROWS - warningsShown;
  const fits = rowsIn(losses, room) >= MIN_CHART_ROWS && chartColumns >= MIN_CHART_COLUMNS;
  const lines = fits ? Math.min(moreLines, room - losses * (MIN_CHART_ROWS + 1)) : moreLines;
  const free = room - lines;
  const weightsShown = fits && weights > 0 && rowsIn(losses + weights, free) >= MIN_CHART_ROWS;
  const charts = weightsShown ? losses + weights : losses;
  const barColumns = Math.max(1, Math.floor((usable + GAP) / (MIN_BAR_COLUMNS + GAP)));
  const barRows = fits ? barRowsIn(free - charts * (CHART_ROWS_BESIDE_BARS + 1), Math.ceil(species / barColumns)) : 0;
  const allBarRows = barRows > 0 ? barRows + 1 : 0;
  const chartRows = fits ? rowsIn(charts, free - allBarRows) : 0;
  const compact = rows <= FIXED_ROWS + losses + 2 + lines;
  const above = compact ? COMPACT_ROWS_ABOVE : ROWS_ABOVE;
  return {
    columns: usable,
    chartColumns,
    chartRows,
    weightsShown,
    barColumns,
    barRows,
    warningsShown,
    summaryRows: Math.max(0, rows - 1 - above - charts * (chartRows + 1) - allBarRows),
    compact,
    progressOnly: rows <= COMPACT_ROWS + losses,
    rows: Math.max(0, rows - 1),
  };
}

/** Rows of bars in some room, title included; 0 if too few fit. */
function barRowsIn(room: number, wanted: number): number {
  const rows = Math.min(wanted, room - 1);
  return rows >= Math.min(wanted, MIN_BAR_ROWS) ? Math.max(0, rows) : 0;
}

import type { ChartSpec, Figure, Row } from '../../figures/index.js';
import type { PaperTable } from './description.js';
import type { ReproducedCell } from './reproduced-cells.js';

/** Source of a mark's accuracy. */
const SOURCES = ['here', 'the paper', 'others'] as const;
const COLOURS = ['#b2182b', '#2a4d69', '#999999'];

interface Mark {
  readonly row: string;
  readonly source: (typeof SOURCES)[number];
  readonly percent: number;
  /** Mean minus and plus one standard deviation; equal to the mean if the deviation is unknown. */
  readonly low: number;
  readonly high: number;
}

/**
 * Plots a table's accuracies as points: one panel per column, one line per network. The CSV file contains the plotted
 * values.
 */
export function tableFigure(table: PaperTable, cells: readonly ReproducedCell[]): Figure {
  const shown = table.columns.filter(({ name }) => cells.some(({ column }) => column === name));
  const partial = cells.some(({ partialData }) => partialData.length > 0);
  const chart: ChartSpec = {
    title: {
      text: table.title,
      subtitle: partial ? 'PARTIAL DATA: not comparable with the paper’s figures' : 'bars: one standard deviation',
    },
    hconcat: shown.map(({ name }) => panel(name, marksOf(table, cells, name))),
  };
  return { chart, rows: [...cells.map(cellRow), ...comparatorRows(table)] };
}

function marksOf({ comparators }: PaperTable, cells: readonly ReproducedCell[], column: string): Mark[] {
  const columnCells = cells.filter((cell) => cell.column === column);
  return [
    ...columnCells.flatMap(({ row, ours, paper }): Mark[] => [
      ...(ours ? [mark(row, 'here', ours.mean * 100, ours.std === null ? null : ours.std * 100)] : []),
      mark(row, 'the paper', paper.meanPercent, paper.stdPercent),
    ]),
    ...comparators.flatMap(({ name, figures }): Mark[] => {
      const accuracy = figures[column];
      return accuracy ? [mark(name, 'others', accuracy.meanPercent, accuracy.stdPercent)] : [];
    }),
  ];
}

function mark(row: string, source: Mark['source'], percent: number, std: number | null): Mark {
  return { row, source, percent, low: percent - (std ?? 0), high: percent + (std ?? 0) };
}

function panel(title: string, marks: readonly Mark[]) {
  const y = {
    field: 'row',
    type: 'nominal' as const,
    sort: [...new Set(marks.map(({ row }) => row))],
    title: null,
    axis: { grid: true, labelLimit: 320, domain: false, ticks: false },
  };
  const x = { type: 'quantitative' as const, title: 'test accuracy, %', scale: { zero: false } };
  const color = {
    field: 'source',
    type: 'nominal' as const,
    title: null,
    scale: { domain: [...SOURCES], range: COLOURS },
  };
  return {
    title: { text: title, fontSize: 12, fontWeight: 'normal' as const },
    width: 260,
    height: { step: 20 },
    data: { values: [...marks] },
    layer: [
      {
        mark: { type: 'rule' as const, strokeWidth: 1.5 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point' as const, filled: true, size: 55, opacity: 0.9 },
        encoding: { y, x: { ...x, field: 'percent' }, color },
      },
    ],
  };
}

function cellRow({ row, column, cell, ours, steps, paper, partialData }: ReproducedCell): Row {
  const setting = (path: string): number | null => {
    const value = cell.settings[path];
    return typeof value === 'number' ? value : null;
  };
  return {
    method: row,
    column,
    alpha: setting('loss.alpha'),
    beta: setting('loss.beta'),
    mean_percent: ours ? ours.mean * 100 : null,
    std_percent: ours && ours.std !== null ? ours.std * 100 : null,
    seeds: ours?.n ?? 0,
    steps: steps.join(' '),
    paper_mean_percent: paper.meanPercent,
    paper_std_percent: paper.stdPercent,
    partial_data: partialData.join('; '),
  };
}

/** CSV rows of other methods in the paper's table. */
function comparatorRows({ columns, comparators }: PaperTable): Row[] {
  return comparators.flatMap(({ name, figures }) =>
    columns.flatMap((column): Row[] => {
      const accuracy = figures[column.name];
      if (!accuracy) return [];
      return [
        {
          method: name,
          column: column.name,
          ...{ alpha: null, beta: null, mean_percent: null, std_percent: null, seeds: 0, steps: '' },
          paper_mean_percent: accuracy.meanPercent,
          paper_std_percent: accuracy.stdPercent,
          partial_data: '',
        },
      ];
    }),
  );
}

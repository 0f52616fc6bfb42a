import type { ChartSpec, Figure, Row } from '../figures/index.js';
import { valueText } from './cell.js';
import type { CellSummary, SweepSummary } from './summary.js';

const SQUARE_PIXELS = 64;

/**
 * Draws the mean accuracies of a sweep over exactly two settings as a map: the first setting down, the second across,
 * one square per cell. Accuracies are those that chose the best cell; cells with unfinished or failed trials are left
 * blank.
 * @param title first line above the map
 * @returns the figure; undefined if cells differ in another number of settings, or if none has an accuracy
 */
export function sweepMap(title: string, { cells, best, bestBy }: SweepSummary): Figure | undefined {
  const varied = variedSettings(cells);
  if (varied.length !== 2 || bestBy === null) return undefined;
  const [down, across] = varied as [string, string];
  const squares = cells.map((summary) => squareOf(summary, down, across, bestBy));
  const known = squares.filter(({ percent }) => percent !== null);
  const seeds = Math.max(...cells.map(({ finished, failed, unfinished }) => finished + failed + unfinished));
  const partial = cells.some(({ partialData }) => partialData.length > 0);
  const axis = (field: 'down' | 'across', setting: string) => ({
    field,
    type: 'nominal' as const,
    title: setting,
    // Of all cells: otherwise a row or column without a finished one would be missing.
    scale: { domain: [...new Set(squares.map((square) => square[field]))] },
    axis: { labelAngle: 0, ticks: false, domain: false },
  });
  const position = { y: axis('down', down), x: axis('across', across) };
  const middle = (Math.min(...known.map(valueOf)) + Math.max(...known.map(valueOf))) / 2;
  const chart: ChartSpec = {
    title: {
      text: title,
      subtitle: [
        `${bestBy} accuracy, %; ${seeds === 1 ? 'one seed' : `mean of ${seeds} seeds`}`,
        ...(best ? [`best: ${best.name}`] : []),
        ...(partial ? ['PARTIAL DATA: see summary.csv'] : []),
      ],
    },
    width: { step: SQUARE_PIXELS },
    height: { step: SQUARE_PIXELS / 2 },
    data: { values: known },
    layer: [
      {
        mark: 'rect',
        encoding: {
          ...position,
          color: {
            field: 'percent',
            type: 'quantitative',
            legend: null,
            scale: { scheme: 'blues', zero: false },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 12 },
        encoding: {
          ...position,
          text: { field: 'percent', type: 'quantitative', format: '.1f' },
          color: { condition: { test: `datum.percent > ${middle}`, value: 'white' }, value: '#222' },
        },
      },
    ],
  };
  return { chart, rows: squares.map(({ row }) => row) };
}

interface Square {
  readonly down: string;
  readonly across: string;
  readonly percent: number | null;
  readonly row: Row;
}

function squareOf(
  { cell: { settings }, finished, failed, unfinished, ...summary }: CellSummary,
  down: string,
  across: string,
  measure: 'validation' | 'test',
): Square {
  const accuracy = failed + unfinished > 0 ? null : summary[measure];
  const values = { down: valueText(settings[down]), across: valueText(settings[across]) };
  const percent = accuracy && 100 * accuracy.mean;
  const std = typeof accuracy?.std === 'number' ? 100 * accuracy.std : null;
  return {
    ...{ ...values, percent },
    row: { [down]: values.down, [across]: values.across, measure, seeds: finished, percent, std_percent: std },
  };
}

const valueOf = ({ percent }: Square): number => percent!;

/** Settings that have more than one value among the cells, in order of first appearance. */
function variedSettings(cells: readonly CellSummary[]): string[] {
  const names = [...new Set(cells.flatMap(({ cell }) => Object.keys(cell.settings)))];
  return names.filter((name) => new Set(cells.map(({ cell }) => valueText(cell.settings[name]))).size > 1);
}

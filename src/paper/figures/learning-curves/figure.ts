import type { ChartSpec, Figure, Row } from '../../../figures/index.js';
import { spread } from '../../../eval/scores/index.js';
import { baselineCell, bestCell, type CellCurves, type EpochAccuracies, type Measure } from './curves.js';

const LINES = {
  training: 'training segments',
  segments: 'held-out segments',
  recordings: 'held-out recordings',
} as const;
type Line = keyof typeof LINES;
const COLOURS = ['#999999', '#b2182b', '#2a4d69'];

/** Width of the labels of vertical axes, the same in all panels, so that the plots align. */
const AXIS_EXTENT = 26;

const PANELS: readonly (readonly [Measure, string])[] = [
  ['greatestSegments', 'segments'],
  ['greatestRecordings', 'recordings'],
];

/**
 * Draws, at the top, the accuracy of every run for each pair of weights, with mean and standard deviation; below, the
 * learning curves of the baseline and of the best other cell. The CSV file has one row per run and epoch.
 */
export function learningCurveFigure(title: string, lastEpochs: number, cells: readonly CellCurves[]): Figure {
  const shown = [baselineCell(cells), bestCell(cells)].filter((cell) => cell !== undefined);
  const chart: ChartSpec = {
    title: {
      text: title,
      subtitle:
        `highest held-out accuracy of a run over its last ${lastEpochs} epochs; ` +
        'bars: mean ± one standard deviation',
    },
    vconcat: [
      { hconcat: PANELS.map(([measure, name]) => accuracies(cells, measure, name)) },
      { hconcat: shown.map((cell) => learningCurves(cell, cell.role === 'baseline' ? 'baseline' : 'best')) },
    ],
  };
  return { chart, rows: cells.flatMap(epochRows) };
}

const panelTitle = (text: string) => ({ text, fontSize: 12, fontWeight: 'normal' as const });
const labelOf = ({ settings }: CellCurves): string =>
  `α = ${String(settings['loss.alpha'])}, β = ${String(settings['loss.beta'])}`;

function accuracies(cells: readonly CellCurves[], measure: Measure, name: string) {
  const points = cells.flatMap((cell) =>
    cell.runs.map((run) => ({ weights: labelOf(cell), percent: 100 * run[measure] })),
  );
  const means = cells.map((cell) => {
    const { mean, std } = cell.spreads[measure];
    const deviation = 100 * (std ?? 0);
    return { weights: labelOf(cell), mean: 100 * mean, low: 100 * mean - deviation, high: 100 * mean + deviation };
  });
  const x = {
    field: 'weights',
    type: 'nominal' as const,
    sort: cells.map(labelOf),
    title: null,
    axis: { labelAngle: 0 },
  };
  const y = {
    type: 'quantitative' as const,
    title: `${name}, %`,
    scale: { zero: false },
    axis: { minExtent: AXIS_EXTENT },
  };
  return {
    title: panelTitle(`held-out ${name}`),
    width: 300,
    height: 180,
    layer: [
      {
        data: { values: points },
        mark: { type: 'point' as const, filled: true, size: 30, opacity: 0.45, color: COLOURS[2]! },
        encoding: { x, y: { ...y, field: 'percent' } },
      },
      {
        data: { values: means },
        mark: { type: 'rule' as const, strokeWidth: 2, color: COLOURS[1]! },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values: means },
        mark: { type: 'tick' as const, thickness: 2, size: 22, color: COLOURS[1]! },
        encoding: { x, y: { ...y, field: 'mean' } },
      },
    ],
  };
}

/** Learning curves: mean over runs per epoch, with a band of one standard deviation on each side. */
function learningCurves(cell: CellCurves, name: string) {
  const values = (Object.keys(LINES) as Line[]).flatMap((line) => overEpochs(cell, line));
  const x = { field: 'epoch', type: 'quantitative' as const, title: 'epoch', axis: { grid: false } };
  const color = {
    field: 'line',
    type: 'nominal' as const,
    title: null,
    scale: { domain: Object.values(LINES), range: COLOURS },
    legend: { labelLimit: 240, symbolOpacity: 1, orient: 'bottom' as const },
  };
  const y = {
    type: 'quantitative' as const,
    title: 'accuracy, %',
    scale: { domain: [0, 100] as [number, number] },
    axis: { minExtent: AXIS_EXTENT },
  };
  return {
    title: panelTitle(`${name}, ${labelOf(cell)}`),
    width: 300,
    height: 200,
    data: { values },
    layer: [
      {
        mark: { type: 'area' as const, opacity: 0.2 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      { mark: { type: 'line' as const, strokeWidth: 1.5 }, encoding: { x, y: { ...y, field: 'mean' }, color } },
    ],
  };
}

function overEpochs({ curves }: CellCurves, line: Line) {
  const byEpoch = new Map<number, EpochAccuracies[]>();
  for (const point of curves.flatMap(({ epochs }) => epochs)) {
    byEpoch.set(point.epoch, [...(byEpoch.get(point.epoch) ?? []), point]);
  }
  return [...byEpoch].map(([epoch, points]) => {
    const { mean, std } = spread(points.map((point) => point[line]))!;
    const deviation = std ?? 0;
    return {
      epoch,
      line: LINES[line],
      mean: percent(mean),
      low: percent(Math.max(0, mean - deviation)),
      high: percent(Math.min(1, mean + deviation)),
    };
  });
}

/** Converts a fraction to percent, rounded to keep the figure's file small. */
function percent(fraction: number): number {
  return Number((100 * fraction).toFixed(3));
}

function epochRows({ settings, curves }: CellCurves): Row[] {
  return curves.flatMap(({ seed, epochs }) =>
    epochs.map(({ epoch, training, segments, recordings }) => ({
      alpha: settings['loss.alpha'] as number,
      beta: settings['loss.beta'] as number,
      seed,
      epoch,
      training_segment_accuracy: training,
      held_out_segment_accuracy: segments,
      held_out_recording_accuracy: recordings,
    })),
  );
}

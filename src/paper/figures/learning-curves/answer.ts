import { spread, type Spread } from '../../../sweep/index.js';
import { baselineCell, type CellCurves, type Measure } from './curves.js';

/** Accuracies, run by run, as plain JSON. */
export function learningCurveAnswer(cells: readonly CellCurves[]): unknown {
  const baseline = baselineCell(cells);
  return cells.map((cell) => ({
    name: cell.name,
    role: cell.role,
    settings: cell.settings,
    runs: cell.runs.map((run, i) => ({ seed: cell.curves[i]!.seed, ...run })),
    ...cell.spreads,
    ...(baseline && cell !== baseline && { gain: gain(cell, baseline, 'greatestSegments') }),
  }));
}

/** How much more than the baseline, run by run of the same seed; null if they have no seed in common. */
export function gain(cell: CellCurves, baseline: CellCurves, measure: Measure): Spread | null {
  return spread(
    cell.runs.flatMap((run, i) => {
      const same = baseline.curves.findIndex(({ seed }) => seed === cell.curves[i]!.seed);
      return same < 0 ? [] : [run[measure] - baseline.runs[same]![measure]];
    }),
  );
}

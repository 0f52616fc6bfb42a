import { spread, type Spread } from '../../../eval/scores/index.js';
import { baselineCell, type CellCurves, type Measure } from './curves.js';

/** Returns the accuracies of all runs as plain JSON. */
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

/** Returns the gain over the baseline, paired by seed; null if there is no common seed. */
export function gain(cell: CellCurves, baseline: CellCurves, measure: Measure): Spread | null {
  return spread(
    cell.runs.flatMap((run, i) => {
      const paired = baseline.curves.findIndex(({ seed }) => seed === cell.curves[i]!.seed);
      return paired < 0 ? [] : [run[measure] - baseline.runs[paired]![measure]];
    }),
  );
}

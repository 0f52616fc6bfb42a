import { spread } from '../../../src/sweep/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { spreadText } from '../sweep/report.js';
import { baselineOf, bestOf, MEASURES, type CellCurves, type Measure } from '../../../src/paper/index.js';

/** Accuracies over runs for people, beside the baseline's with the same seeds. */
export function learningCurveReport(title: string, lastEpochs: number, cells: readonly CellCurves[]): string {
  const right = (name: string) => ({ title: name, align: 'right' as const });
  const baseline = baselineOf(cells);
  const best = bestOf(cells);
  const rows = cells.map((cell) => [
    `${cell.name}${cell === best ? ' *' : ''}`,
    String(cell.runs.length),
    ...MEASURES.map((measure) => spreadText(cell.spreads[measure])),
    baseline && cell !== baseline ? spreadText(gain(cell, baseline, 'greatestSegments')) : '',
  ]);
  return [
    title,
    '',
    plainTable(
      [
        { title: 'alpha/beta' },
        right('runs'),
        right(`segments, best of last ${lastEpochs}`),
        right('last epoch'),
        right(`recordings, best of last ${lastEpochs}`),
        right('last epoch'),
        right('segments less the baseline’s'),
      ],
      rows,
    ),
    '',
    '  Held-out accuracies in %, mean ± standard deviation over runs; the difference is between runs of the same seed.',
    '  The best of many epochs is chosen by what is held out: the last epoch is the fairer figure. *: the best, whose curves are drawn.',
    '',
  ].join('\n');
}

/** Accuracies, run by run, as plain JSON. */
export function learningCurveAnswer(cells: readonly CellCurves[]): unknown {
  const baseline = baselineOf(cells);
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
export function gain(cell: CellCurves, baseline: CellCurves, measure: Measure) {
  return spread(
    cell.runs.flatMap((run, i) => {
      const same = baseline.curves.findIndex(({ seed }) => seed === cell.curves[i]!.seed);
      return same < 0 ? [] : [run[measure] - baseline.runs[same]![measure]];
    }),
  );
}

import { baselineCell, bestCell, gain, MEASURES, type CellCurves } from '../../../src/paper/index.js';
import { plainTable } from '../../ui/plain-table.js';
import { spreadText } from '../sweep/index.js';

/** Accuracies over runs for people, beside the baseline's with the same seeds. */
export function learningCurveReport(title: string, lastEpochs: number, cells: readonly CellCurves[]): string {
  const right = (name: string) => ({ title: name, align: 'right' as const });
  const baseline = baselineCell(cells);
  const best = bestCell(cells);
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

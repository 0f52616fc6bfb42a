import { expect, it } from 'vitest';
import { summaryTable } from '#cli/commands/sweep/report.js';
import { type CellSummary, cellsOf } from '#src/sweep/index.js';

const [cell] = cellsOf([]);
const summary = (measures: Partial<CellSummary>) => ({
  cells: [
    { cell: cell!, finished: 1, failed: 0, unfinished: 0, validation: null, test: null, partialData: [], ...measures },
  ],
  best: null,
  bestBy: null,
});

it('says why a sweep has no accuracies, once a trial has finished', () => {
  expect(summaryTable(summary({}))).toContain('\n  no accuracy: nothing with labels is held out; set data.validation');
  expect(summaryTable(summary({ finished: 0, unfinished: 1 }))).not.toContain('no accuracy');
  expect(summaryTable(summary({ test: { mean: 0.5, std: null, n: 1 } }))).not.toContain('no accuracy');
});

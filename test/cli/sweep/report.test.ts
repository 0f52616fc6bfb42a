import { expect, it } from 'vitest';
import { endLine } from '#cli/commands/sweep/screen/plain.js';
import { exitCodeOf } from '#cli/commands/sweep/sweep-and-show.js';
import { mapTitle, summaryTable } from '#cli/commands/sweep/report.js';
import { type CellSummary, cellsOf, createCell, summaryData, trialsOf } from '#src/sweep/index.js';
import { loadConfig } from '#src/train/index.js';
import { TASK_KINDS } from '#cli/kinds.js';

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
  expect(summaryTable(summary({}), false)).toContain(
    '\n  no accuracy: trained without labels; measure the models with',
  );
  expect(summaryTable(summary({ finished: 0, unfinished: 1 }))).not.toContain('no accuracy');
  expect(summaryTable(summary({ test: { mean: 0.5, std: null, n: 1 } }))).not.toContain('no accuracy');
});

it('counts the failed trials in the last line', () => {
  const lineOf = (measures: Partial<CellSummary>, reason: 'finished' | 'interrupted' = 'finished'): string =>
    endLine({ type: 'end', reason, out: 'runs/x', ...summaryData(summary(measures)) });
  expect(lineOf({})).toBe('finished; tables and runs are in runs/x');
  expect(lineOf({ finished: 0, failed: 3 })).toBe('finished: 3 of 3 trials failed; tables and runs are in runs/x');
  expect(lineOf({ failed: 1 })).toBe('finished: 1 of 2 trials failed; tables and runs are in runs/x');
  expect(lineOf({ unfinished: 1 }, 'interrupted')).toMatch(/^interrupted, saved in runs\/x: /);
});

it('names the length of the trials in the title of a map, unless it differs', () => {
  const config = loadConfig({ task: 'mnist', overrides: ['train.epochs=7'] }, TASK_KINDS);
  expect(mapTitle(config, [createCell({ 'loss.alpha': 0.5 })])).toBe('mnist, train.epochs 7');
  expect(mapTitle(config, [createCell({ 'train.epochs': 1 }), createCell({ 'train.epochs': 2 })])).toBe('mnist');
});

it('ends with 130 if it was interrupted, but not if its time was over, and with 4 if data was left out', () => {
  const end = { interrupted: true, outOfTime: false, leftOut: false, records: [] };
  expect(exitCodeOf(end)).toBe(130);
  expect(exitCodeOf({ ...end, outOfTime: true })).toBe(0);
  const leftOut = { ...end, interrupted: false, leftOut: true };
  expect(exitCodeOf(leftOut)).toBe(4);
  const [trial] = trialsOf(cellsOf([]), 1);
  expect(exitCodeOf({ ...leftOut, records: [{ trial: trial!, status: 'failed' }] })).toBe(9);
});

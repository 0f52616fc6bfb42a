import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  parseGrid,
  resultsCsv,
  summarise,
  summaryCsv,
  summaryData,
  trialsOf,
  type TrialRecord,
} from '#src/sweep/index.js';
import { TASK_KINDS } from '#cli/kinds.js';

const cells = cellsOf(parseGrid(['loss.alpha=0.3,0.5'], TASK_KINDS));
const trials = trialsOf(cells, 3);

/** Records with the given accuracies, in the order of the trials; null: failed, undefined: unfinished. */
function recordsOf(measure: 'validation' | 'test', accuracies: readonly (number | null | undefined)[]): TrialRecord[] {
  return trials.map((trial, index) => {
    const accuracy = accuracies[index];
    if (accuracy === undefined) return { trial, status: 'unfinished' };
    if (accuracy === null) return { trial, status: 'failed', message: 'non-finite loss' };
    const none = { validationAccuracy: null, testAccuracy: null, secondsPerStep: 0.25, partialData: [] };
    return { trial, status: 'finished', result: { steps: 8, seconds: 2, ...none, [`${measure}Accuracy`]: accuracy } };
  });
}

/** The record without its accuracy, if that is not a number. */
function withoutNaN(record: TrialRecord): TrialRecord {
  const { result } = record;
  return Number.isNaN(result?.validationAccuracy)
    ? { ...record, result: { ...result!, validationAccuracy: null } }
    : record;
}

describe('the summary of a sweep', () => {
  it('chooses the best cell by validation accuracy, whatever its test accuracy', () => {
    const records = recordsOf('validation', [0.5, 0.6, 0.5, 0.6, 0.5, 0.6]).map((record, index) => ({
      ...record,
      result: { ...record.result!, testAccuracy: index % 2 === 0 ? 0.99 : 0.1 },
    }));
    const summary = summarise(cells, records);
    expect(summary).toMatchObject({ best: cells[1], bestBy: 'validation' });
    expect(summary.cells[0]!.test!.mean).toBeCloseTo(0.99, 12);
  });

  it('chooses by test accuracy only without validation, and reports it', () => {
    const summary = summarise(cells, recordsOf('test', [0.9, 0.8, 0.9, 0.8, 0.9, 0.8]));
    expect(summary).toMatchObject({ best: cells[0], bestBy: 'test' });
  });

  it('chooses only among cells that have finished with all seeds', () => {
    const some = summarise(cells, recordsOf('validation', [0.9, 0.1, null, 0.1, 0.9, 0.1]));
    expect(some.best).toBe(cells[1]);
    expect(some.cells[0]).toMatchObject({ finished: 2, failed: 1, unfinished: 0 });
    // Without labels, a cell has no accuracy.
    const unmeasured = summarise(cells, recordsOf('validation', [NaN, 0.5, NaN, null, NaN, 0.6]).map(withoutNaN));
    expect([unmeasured.best, unmeasured.bestBy]).toEqual([null, null]);
    const none = summarise(cells, recordsOf('validation', [0.9, 0.1, undefined, undefined]));
    expect([none.best, none.bestBy]).toEqual([null, null]);
  });
});

describe('the tables of a sweep', () => {
  const records = recordsOf('validation', [0.5, 0.75, null, 0.25, undefined, 0.5]);

  it('results.csv has one row per trial', () => {
    expect(resultsCsv(records).split('\n')).toEqual([
      'loss.alpha,seed,status,validation_accuracy,test_accuracy,steps,seconds,partial_data,folder',
      '0.3,1,finished,0.5,,8,2,,trials/loss.alpha=0.3/seed-1',
      '0.5,1,finished,0.75,,8,2,,trials/loss.alpha=0.5/seed-1',
      '0.3,2,failed,,,,,,trials/loss.alpha=0.3/seed-2',
      '0.5,2,finished,0.25,,8,2,,trials/loss.alpha=0.5/seed-2',
      '0.3,3,unfinished,,,,,,trials/loss.alpha=0.3/seed-3',
      '0.5,3,finished,0.5,,8,2,,trials/loss.alpha=0.5/seed-3',
      '',
    ]);
  });

  it('summary.csv and summary.json have one entry per cell', () => {
    const summary = summarise(cells, records);
    expect(summaryCsv(summary).split('\n')).toEqual([
      'loss.alpha,finished,failed,unfinished,validation_mean,validation_std,test_mean,test_std,partial_data,best',
      '0.3,1,1,1,0.5,,,,,',
      '0.5,3,0,0,0.5,0.25,,,,by validation',
      '',
    ]);
    expect(summaryData(summary)).toMatchObject({
      best: 'loss.alpha=0.5',
      bestBy: 'validation',
      cells: [
        { best: false },
        { best: true, settings: { 'loss.alpha': 0.5 }, validation: { mean: 0.5, std: 0.25, n: 3 } },
      ],
    });
  });
});

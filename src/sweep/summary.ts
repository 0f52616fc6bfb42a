import { spread, type Spread } from '../eval/scores/index.js';
import type { Cell } from './cell.js';
import type { Trial } from './trial.js';
import type { TrialResult } from './trial-result.js';

/** Status of a trial. */
export type TrialStatus = 'finished' | 'failed' | 'unfinished';

/** A trial and its outcome. */
export interface TrialRecord {
  readonly trial: Trial;
  readonly status: TrialStatus;
  /** Present if it finished. */
  readonly result?: TrialResult;
  /** Reason, if it failed. */
  readonly message?: string;
}

/** Results of a cell over its seeds. */
export interface CellSummary {
  readonly cell: Cell;
  readonly finished: number;
  readonly failed: number;
  readonly unfinished: number;
  /** Accuracies on the validation set and on the test set; null if no trial has one. */
  readonly validation: Spread | null;
  readonly test: Spread | null;
  /** Data that was missing in any of the trials. */
  readonly partialData: readonly string[];
}

/** All cells, and the best of them. */
export interface SweepSummary {
  readonly cells: readonly CellSummary[];
  /** null until a cell has finished with all its seeds. */
  readonly best: Cell | null;
  /**
   * Accuracy that determines the best. The test set only if no trial has a validation set: selection biases test
   * accuracy.
   */
  readonly bestBy: 'validation' | 'test' | null;
}

/** Summarises each cell over its seeds, in the order of the cells. */
export function summarise(cells: readonly Cell[], records: readonly TrialRecord[]): SweepSummary {
  const summaries = cells.map((cell) =>
    summariseCell(
      cell,
      records.filter(({ trial }) => trial.cell === cell),
    ),
  );
  const complete = summaries.filter(({ failed, unfinished }) => failed + unfinished === 0);
  const bestBy = (['validation', 'test'] as const).find((measure) => summaries.some((summary) => summary[measure]));
  const measured = complete.filter((summary) => bestBy !== undefined && summary[bestBy] !== null);
  const [best] = bestBy ? [...measured].sort((a, b) => meanOf(b[bestBy]) - meanOf(a[bestBy])) : [];
  return { cells: summaries, best: best?.cell ?? null, bestBy: best && bestBy ? bestBy : null };
}

function summariseCell(cell: Cell, records: readonly TrialRecord[]): CellSummary {
  const count = (status: TrialStatus): number => records.filter((record) => record.status === status).length;
  const results = records.flatMap(({ result }) => (result ? [result] : []));
  return {
    cell,
    finished: count('finished'),
    failed: count('failed'),
    unfinished: count('unfinished'),
    validation: spread(results.map(({ validationAccuracy }) => validationAccuracy)),
    test: spread(results.map(({ testAccuracy }) => testAccuracy)),
    partialData: [...new Set(results.flatMap(({ partialData }) => partialData))],
  };
}

function meanOf(spread: Spread | null): number {
  return spread?.mean ?? -Infinity;
}

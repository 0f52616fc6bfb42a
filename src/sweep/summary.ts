import { mean, standardDeviation } from '../eval/scores/index.js';
import type { Cell } from './cell.js';
import type { Trial } from './trial.js';
import type { TrialResult } from './trial-result.js';

/** How a trial of a sweep stands. */
export type TrialStatus = 'finished' | 'failed' | 'unfinished';

/** A trial and what came of it. */
export interface TrialRecord {
  readonly trial: Trial;
  readonly status: TrialStatus;
  /** If it finished. */
  readonly result?: TrialResult;
  /** If it failed: why. */
  readonly message?: string;
}

/** Mean and spread of one figure over seeds. */
export interface Spread {
  readonly mean: number;
  /** Of the sample (divisor n - 1); null of fewer than two. */
  readonly std: number | null;
  readonly n: number;
}

/** A cell over its seeds. */
export interface CellSummary {
  readonly cell: Cell;
  readonly finished: number;
  readonly failed: number;
  readonly unfinished: number;
  /** Accuracies on held-out examples, and on the test set; null where no trial has any. */
  readonly validation: Spread | null;
  readonly test: Spread | null;
  /** What of the data was missing, in any trial. */
  readonly partialData: readonly string[];
}

/** All cells, and which of them is best. */
export interface SweepSummary {
  readonly cells: readonly CellSummary[];
  /** null while no cell has finished with all its seeds. */
  readonly best: Cell | null;
  /** By what it is best. By the test set only if no trial has any validation: to choose by it spoils it as a measure. */
  readonly bestBy: 'validation' | 'test' | null;
}

/** Means over seeds, cell by cell, in the order of the cells. */
export function summarise(cells: readonly Cell[], records: readonly TrialRecord[]): SweepSummary {
  const summaries = cells.map((cell) =>
    summariseCell(
      cell,
      records.filter(({ trial }) => trial.cell === cell),
    ),
  );
  const whole = summaries.filter(({ failed, unfinished }) => failed + unfinished === 0);
  const bestBy = (['validation', 'test'] as const).find((measure) => summaries.some((summary) => summary[measure]));
  const [best] = bestBy ? [...whole].sort((a, b) => meanOf(b[bestBy]) - meanOf(a[bestBy])) : [];
  return { cells: summaries, best: best?.cell ?? null, bestBy: best && bestBy ? bestBy : null };
}

/** Mean and spread of the values that there are; null of none. */
export function spread(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return { mean: mean(known), std: known.length > 1 ? standardDeviation(known) : null, n: known.length };
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

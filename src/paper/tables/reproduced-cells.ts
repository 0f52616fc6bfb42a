import type { Spread, SweepSummary, TrialRecord } from '../../sweep/index.js';
import type { TableCell } from './cells.js';

/** A cell: what came out here, beside what the paper has. */
export interface ReproducedCell extends TableCell {
  /** Test accuracy over seeds; null while no trial has finished. */
  readonly ours: Spread | null;
  /** Of the trials that finished: usually one number. */
  readonly steps: readonly number[];
  readonly partialData: readonly string[];
}

/** Puts the outcome of a sweep beside the paper's figures. */
export function reproducedCells(
  cells: readonly TableCell[],
  { cells: summaries }: SweepSummary,
  records: readonly TrialRecord[],
): ReproducedCell[] {
  return cells.map((entry) => {
    const summary = summaries.find(({ cell }) => cell === entry.cell)!;
    const own = records.flatMap(({ trial, result }) => (trial.cell === entry.cell && result ? [result.steps] : []));
    return { ...entry, ours: summary.test, steps: [...new Set(own)], partialData: summary.partialData };
  });
}

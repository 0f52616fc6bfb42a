import type { Spread } from '../../eval/scores/index.js';
import type { SweepSummary, TrialRecord } from '../../sweep/index.js';
import type { TableCell } from './cells.js';

/** A cell's accuracy, next to the paper's. */
export interface ReproducedCell extends TableCell {
  /** Test accuracy over seeds; null while no trial has finished. */
  readonly ours: Spread | null;
  /** Distinct numbers of steps of the finished trials, usually one. */
  readonly steps: readonly number[];
  readonly partialData: readonly string[];
}

/** Combines the results of a sweep with the paper's accuracies. */
export function reproducedCells(
  cells: readonly TableCell[],
  { cells: summaries }: SweepSummary,
  records: readonly TrialRecord[],
): ReproducedCell[] {
  return cells.map((entry) => {
    const summary = summaries.find(({ cell }) => cell === entry.cell)!;
    const steps = records.flatMap(({ trial, result }) => (trial.cell === entry.cell && result ? [result.steps] : []));
    return { ...entry, ours: summary.test, steps: [...new Set(steps)], partialData: summary.partialData };
  });
}

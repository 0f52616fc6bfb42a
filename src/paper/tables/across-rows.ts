import { mean, populationStandardDeviation } from '../../eval/scores/index.js';
import type { ReproducedCell } from './reproduced-cells.js';

/** Mean and standard deviation (divisor n) over the rows of a column, in percent. */
export interface AcrossRows {
  readonly meanPercent: number;
  readonly stdPercent: number;
}

/**
 * Computes the last line of Table 2 for one column: mean and standard deviation over the networks. The rows are all the
 * networks that there are, not a sample, and the figures printed in the paper have the divisor n.
 * @returns undefined for a single row, or if a row has no accuracy yet
 */
export function acrossRows(
  cells: readonly ReproducedCell[],
): { readonly ours: AcrossRows; readonly paper: AcrossRows } | undefined {
  const ours = cells.flatMap((cell) => (cell.ours ? [cell.ours.mean * 100] : []));
  if (cells.length < 2 || ours.length < cells.length) return undefined;
  return { ours: summary(ours), paper: summary(cells.map((cell) => cell.paper.meanPercent)) };
}

function summary(percents: readonly number[]): AcrossRows {
  return { meanPercent: mean(percents), stdPercent: populationStandardDeviation(percents) };
}

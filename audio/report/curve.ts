import type { ReportTable } from './table.js';
import type { SpeciesReport } from './types.js';

/**
 * Precision and recall at the score of each recording of a species, from high to low: between them, only precision
 * changes, and downwards. Weighted by the increase in recall, the precisions sum to the average precision.
 */
export function curveOf(table: ReportTable, species: number): SpeciesReport['curve'] {
  const falling = table.recordings
    .map((_, recording) => ({
      score: table.score(recording, species),
      isPresent: table.isPresent(recording, species),
    }))
    .sort((a, b) => b.score - a.score);
  const present = falling.filter(({ isPresent }) => isPresent).length;
  const curve: SpeciesReport['curve'][number][] = [];
  let [right, rightAbove] = [0, 0];
  falling.forEach(({ score, isPresent }, index) => {
    if (isPresent) right++;
    // Equal scores pass a threshold together.
    if (falling[index + 1]?.score === score) return;
    if (right > rightAbove) curve.push({ threshold: score, precision: right / (index + 1), recall: right / present });
    rightAbove = right;
  });
  return curve;
}

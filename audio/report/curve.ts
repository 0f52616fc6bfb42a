import type { ReportTable } from './table.js';
import type { SpeciesReport } from './types.js';

/** Precision may fall by less than this between two points. */
const FINE = 0.005;

/**
 * Precision and recall over thresholds, from high to low: at the score of each recording of a species, and where other
 * recordings lower the precision between them. Weighted by the increase in recall, the precisions sum to the average
 * precision. Points that would hardly be seen in a chart are left out: `listedCounts` counts exactly.
 */
export function curveOf(table: ReportTable, species: number): SpeciesReport['curve'] {
  const falling = table.recordings
    .map((_, recording) => ({
      score: table.score(recording, species),
      isPresent: table.isPresent(recording, species),
    }))
    .sort((a, b) => b.score - a.score);
  const present = falling.filter(({ isPresent }) => isPresent).length;
  if (present === 0) return [];
  const curve: SpeciesReport['curve'][number][] = [];
  let [right, wrong] = [0, 0];
  falling.forEach(({ score, isPresent }, index) => {
    if (isPresent) right++;
    else wrong++;
    const next = falling[index + 1];
    // Equal scores pass a threshold together.
    if (next?.score === score) return;
    const precision = right / (right + wrong);
    const last = curve.at(-1);
    const isKept = last?.right !== right || next?.isPresent !== false || last.precision - precision >= FINE;
    if (isKept) curve.push({ threshold: score, right, wrong, precision, recall: right / present });
  });
  return curve;
}

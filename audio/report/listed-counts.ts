import type { ReportTable } from './table.js';
import type { SpeciesReport } from './types.js';

/** Thresholds that are listed for each species, from 0 to 1. */
const LISTED_THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

/**
 * Counts the recordings that reach thresholds of a species: listed ones, which all species have, and others.
 * @param others such as the model's own; from 0 to 1
 * @param lowest lower ones are left out
 * @returns from low thresholds to high, each once
 */
export function listedCounts(
  table: ReportTable,
  species: number,
  others: readonly number[],
  lowest = 0,
): NonNullable<SpeciesReport['listed']> {
  const thresholds = [...new Set([...LISTED_THRESHOLDS, ...others])].filter((value) => value >= lowest);
  thresholds.sort((a, b) => a - b);
  return thresholds.map((threshold) => {
    let [right, wrong] = [0, 0];
    table.recordings.forEach((_, recording) => {
      if (table.score(recording, species) < threshold) return;
      if (table.isPresent(recording, species)) right++;
      else wrong++;
    });
    return { threshold, right, wrong };
  });
}

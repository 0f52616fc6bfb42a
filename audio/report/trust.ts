import { thresholdFor } from '../detections/index.js';
import { countRecordings } from './counts.js';
import type { GroupResamples } from './resample-groups.js';
import { groupsOf, recordingsWhere, type ReportTable } from './table.js';
import type { SpeciesReport } from './types.js';

/** Right recordings that a threshold to trust must find; and the groups they must come from. */
export const MIN_RIGHT = 5;
export const MIN_RIGHT_GROUPS = 2;

/** Right recordings that a species to trust needs if none is wrong. Infinity if nothing may ever be wrong. */
export function rightToTrust(targetPrecision: number): number {
  const fewest = Math.ceil(targetPrecision / (1 - targetPrecision) - 1e-9);
  return Math.max(MIN_RIGHT, fewest);
}

/**
 * The lowest threshold from which on a species can be trusted: of the recordings in which it scores as much, it is in
 * the target fraction, even if one more were wrong; and in at least five, of at least two groups. It is rounded to as
 * few digits after the point as separate the same recordings, but at least two, so that messages can show it in full.
 * @param lowest no threshold is lower; from 0 to 1
 * @returns null if there is none
 */
export function trustOf(
  table: ReportTable,
  species: number,
  resamples: GroupResamples,
  targetPrecision: number,
  lowest = 0,
): SpeciesReport['trust'] {
  const scores = table.recordings.map((_, recording) => ({
    score: table.score(recording, species),
    isPresent: table.isPresent(recording, species),
  }));
  // Scores below could move the cut to where the lowest threshold does not hold what it promises.
  const counted = scores.filter(({ score }) => score >= lowest);
  const midway = thresholdFor(counted, targetPrecision, { minRight: MIN_RIGHT, lowest });
  if (midway === undefined) return null;
  const threshold = roundedBetween(
    midway,
    scores.map(({ score }) => score),
  );
  const isFound = (recording: number): boolean => table.score(recording, species) >= threshold;
  const right = recordingsWhere(table, (recording) => isFound(recording) && table.isPresent(recording, species));
  if (groupsOf(table, right) < MIN_RIGHT_GROUPS) return null;
  return { threshold, ...countRecordings(table, species, resamples, isFound) };
}

/** Rounds a threshold so that the same scores reach it. */
function roundedBetween(threshold: number, scores: readonly number[]): number {
  const below = scores.reduce((most, score) => (score < threshold ? Math.max(most, score) : most), 0);
  const above = scores.reduce((least, score) => (score < threshold ? least : Math.min(least, score)), 1);
  for (let digits = 2; digits < 17; digits++) {
    const rounded = Number(threshold.toFixed(digits));
    if (rounded > below && rounded <= above) return rounded;
  }
  return threshold;
}

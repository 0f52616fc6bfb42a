import { MIN_RIGHT, MIN_RIGHT_GROUPS } from './trust.js';
import type { Grade, SpeciesReport } from './types.js';

/** Fewer recordings of a species say nothing. */
const MIN_RECORDINGS = 4;
const MIN_RECALL = 0.5;

/** Why recordings cannot tell how good the model is for a species. */
export type UnknownReason = 'no recordings' | 'few recordings' | 'one group' | 'no other recordings';

/** What a grade is made from. */
export type GradedMeasures = Pick<SpeciesReport, 'recordings' | 'groups' | 'atThreshold' | 'averagePrecision'> & {
  /** Recordings without the species. */
  readonly others: number;
  /** Groups of the recordings in which it is detected rightly. */
  readonly rightGroups: number;
};

/** A grade, and the reason if it is `unknown`. */
export type GradeWithReason =
  { readonly grade: Exclude<Grade, 'unknown'> } | { readonly grade: 'unknown'; readonly reason: UnknownReason };

/**
 * Grades a species. The first rule that applies counts:
 * - `unknown` if the recordings cannot say how good the model is: fewer than four hold the species, whatever its
 *   scores; or all that do are from one group, which says nothing about other places; or all recordings hold it, which
 *   says nothing about other sounds.
 * - `unusable` if scores may be no better than chance: the interval of the average precision contains the fraction of
 *   the recordings that hold the species, which is what random scores get.
 * - `reliable` if the model's threshold meets its target: the target precision even if one more were wrong, at least
 *   half of the recordings found, and at least five right ones of at least two groups.
 * - `check` otherwise. So a species of which nothing is detected is one to check, if its scores are better than chance:
 *   a lower threshold may find it. So is one whose four recordings are all found.
 */
export function gradeOf(measures: GradedMeasures, targetPrecision: number): GradeWithReason {
  const { recordings, groups, others, averagePrecision } = measures;
  if (recordings === 0) return { grade: 'unknown', reason: 'no recordings' };
  // One recording is from one group, too; of several, the group says more than their number.
  if (recordings > 1 && groups === 1) return { grade: 'unknown', reason: 'one group' };
  if (recordings < MIN_RECORDINGS) return { grade: 'unknown', reason: 'few recordings' };
  if (averagePrecision === null) return { grade: 'unknown', reason: 'no other recordings' };
  if (averagePrecision.low <= recordings / (recordings + others)) return { grade: 'unusable' };
  const isReliable = isPrecise(measures, targetPrecision) && findsHalf(measures) && isConfirmed(measures);
  return { grade: isReliable ? 'reliable' : 'check' };
}

/** Whether detections at the model's threshold are right as often as the target asks, even if one more were wrong. */
export function isPrecise({ atThreshold }: Pick<GradedMeasures, 'atThreshold'>, targetPrecision: number): boolean {
  const { right, wrong } = atThreshold;
  return right / (right + wrong + 1) >= targetPrecision;
}

/** Whether detections at the model's threshold find at least half of the recordings. */
function findsHalf({ atThreshold }: Pick<GradedMeasures, 'atThreshold'>): boolean {
  return atThreshold.recall !== null && atThreshold.recall.value >= MIN_RECALL;
}

/** Whether there are enough right detections to believe their precision. */
export function isConfirmed({
  atThreshold,
  rightGroups,
}: Pick<GradedMeasures, 'atThreshold' | 'rightGroups'>): boolean {
  return atThreshold.right >= MIN_RIGHT && rightGroups >= MIN_RIGHT_GROUPS;
}

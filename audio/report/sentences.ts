import { count, plural } from '../../src/format-number.js';
import { type GradedMeasures, type GradeWithReason, isConfirmed, isPrecise, type UnknownReason } from './grade.js';
import { MIN_RIGHT_GROUPS } from './trust.js';
import type { RecordingCounts, SpeciesReport } from './types.js';
import { shownName } from '../pages/index.js';
import { countOrNone, exact, joined, partOfRecordings, rounded } from './words.js';

/** If a smaller fraction of its recordings is found, silence says nothing of a species. */
const SILENCE_COUNTS = 0.75;

/** What the sentence about a species is made from. */
export type DescribedMeasures = GradedMeasures & Pick<SpeciesReport, 'threshold' | 'trust' | 'wrongIn'>;

/** Says in a sentence or two what to do with detections of a species, and with their absence. */
export function speciesSentence(measures: DescribedMeasures, graded: GradeWithReason, targetPrecision: number): string {
  switch (graded.grade) {
    case 'unknown':
      return `Not known: ${unknownBecause(measures, graded.reason)}. Listen to its detections.`;
    case 'unusable':
      return (
        `Do not use it: scores of its ${count(measures.recordings)} recordings may be no better than chance ` +
        `among the ${plural(measures.others, 'other')}.`
      );
    case 'reliable':
      return `Use its detections as they are.${silence(measures.atThreshold)}`;
    case 'check':
      return whatToCheck(measures, targetPrecision);
  }
}

function unknownBecause({ recordings }: DescribedMeasures, reason: UnknownReason): string {
  switch (reason) {
    case 'no recordings':
      return 'no recording that the model was tested on holds it';
    case 'few recordings':
      return `${plural(recordings, 'recording says', 'recordings say')} too little`;
    case 'one group':
      return `${count(recordings)} recordings from one session, person or place say nothing about others`;
    case 'no other recordings':
      return `all ${count(recordings)} recordings hold it, so they say nothing about other sounds`;
  }
}

function whatToCheck(measures: DescribedMeasures, targetPrecision: number): string {
  const { atThreshold: at, threshold, trust, recordings } = measures;
  if (trust !== null && trust.threshold < threshold && trust.right > at.right) {
    const found = `${partOfRecordings(trust.right, recordings)} instead of ${countOrNone(at.right)}`;
    const wrong = trust.wrong === 0 ? '' : `, and is wrong in ${plural(trust.wrong, 'other')}`;
    const change = `Lower its threshold from ${rounded(threshold, trust.threshold)} to ${exact(trust.threshold)}`;
    return `${change}: it then finds ${found}${wrong}.${silence(trust)}`;
  }
  if (at.right + at.wrong === 0) {
    const nothing = `Nothing is detected in its ${plural(recordings, 'recording')}`;
    return `${nothing}: lower its threshold of ${rounded(threshold)}, and listen to each detection.`;
  }
  if (isPrecise(measures, targetPrecision) && isConfirmed(measures)) {
    return `Use its detections as they are.${silence(at)}`;
  }
  if (trust !== null && trust.threshold > threshold) {
    const raise = `Raise its threshold to ${exact(trust.threshold)} to use its detections as they are`;
    return `${raise}; at ${rounded(threshold, trust.threshold)}, listen to each.${silence(trust)}`;
  }
  return `${at.wrong === 0 ? tooFewRight(measures) : someWrong(measures)}${silence(at)}`;
}

function tooFewRight({ atThreshold: { right }, rightGroups }: DescribedMeasures): string {
  if (right === 1) return 'Listen to its detections: one was right, which is too few to trust it.';
  const why = rightGroups < MIN_RIGHT_GROUPS ? 'from one session, person or place' : 'too few to trust it';
  const all = right === 2 ? 'both' : `all ${count(right)}`;
  return `Listen to its detections: ${all} were right, but they are ${why}.`;
}

function someWrong({ atThreshold: { right, wrong }, wrongIn }: DescribedMeasures): string {
  const listen = wrong > right ? 'Do not use a detection without listening' : 'Listen to each detection';
  const part = `${count(wrong)} of ${count(right + wrong)} ${wrong === 1 ? 'was' : 'were'} wrong`;
  return `${listen}: ${part}${whereWrong(wrong, wrongIn)}.`;
}

/** Names the recordings in which a species is detected wrongly, if one or two kinds are most of them. */
function whereWrong(wrong: number, wrongIn: DescribedMeasures['wrongIn']): string {
  const [most, next] = wrongIn;
  const isMostly = wrongIn.length > 2;
  if (isMostly && most!.recordings === next!.recordings) return '';
  const named = isMostly ? [most!] : wrongIn;
  const names = named.flatMap(({ species }) => (species === null ? [] : [shownName(species)]));
  const kinds = [
    ...(names.length > 0 ? [`of ${joined(names)}`] : []),
    ...(names.length < named.length ? ['without birds'] : []),
  ];
  return `, ${isMostly ? 'most often ' : ''}in ${wrong === 1 ? 'a recording' : 'recordings'} ${joined(kinds)}`;
}

function silence({ right, missed }: RecordingCounts): string {
  if (right >= SILENCE_COUNTS * (right + missed)) return '';
  return ` No detection does not mean no bird: it misses ${count(missed)} of ${count(right + missed)}.`;
}

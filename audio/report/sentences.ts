import { count, plural } from '../../src/format-number.js';
import { findsHalf, type GradedMeasures, type GradeWithReason, isConfirmed, isPrecise } from './grade.js';
import { recordingsWhere, type ReportTable } from './table.js';
import { isNamed } from './overall.js';
import type { Grade, RecordingCounts, SpeciesReport } from './types.js';
import { countOrNone, exact, listed, partOfRecordings, rounded } from './words.js';

/** What the sentence about a species is made from. */
export type DescribedMeasures = GradedMeasures & Pick<SpeciesReport, 'threshold' | 'trust'>;

/** Says in a sentence or two what to do with detections of a species. */
export function speciesSentence(measures: DescribedMeasures, graded: GradeWithReason, wishedPrecision: number): string {
  switch (graded.grade) {
    case 'unusable':
      return `Not usable: ${unusableBecause(measures, graded.reason)}.`;
    case 'reliable':
      return `Trust it: ${rightAndFound(measures.atThreshold)}.`;
    case 'check':
      return whatToCheck(measures, wishedPrecision);
  }
}

function unusableBecause(
  { recordings, others }: DescribedMeasures,
  reason: Extract<GradeWithReason, { grade: 'unusable' }>['reason'],
): string {
  switch (reason) {
    case 'no recordings':
      return 'no recording holds it';
    case 'few recordings':
      return `${plural(recordings, 'recording says', 'recordings say')} too little`;
    case 'one group':
      return `${count(recordings)} recordings from one session, person or place say nothing about others`;
    case 'no other recordings':
      return `all ${count(recordings)} recordings hold it, so they say nothing about other sounds`;
    case 'chance':
      return (
        `scores of its ${count(recordings)} recordings may be no better than chance ` +
        `among the ${plural(others, 'other')}`
      );
  }
}

function whatToCheck(measures: DescribedMeasures, wishedPrecision: number): string {
  const { atThreshold: at, threshold, trust, recordings } = measures;
  if (trust !== null && trust.threshold < threshold && trust.right > at.right) {
    const change = `Lower its threshold from ${rounded(threshold)} to ${exact(trust.threshold)}`;
    return `${change}: ${rightAndFound(trust)} instead of ${countOrNone(at.right)}.`;
  }
  if (at.right + at.wrong === 0) {
    const nothing = `Nothing is detected in its ${plural(recordings, 'recording')}`;
    return `${nothing}: lower its threshold of ${rounded(threshold)}, and check each detection.`;
  }
  const precise = isPrecise(measures, wishedPrecision);
  if (precise && !findsHalf(measures) && isConfirmed(measures)) {
    return `Do not rely on its absence: ${rightAndFound(at, 'but only')}.`;
  }
  if (trust !== null && trust.threshold > threshold) {
    const below = `Check those below, from ${rounded(threshold)} on: of all, ${detectionsRight(at)}`;
    return `Trust it above ${exact(trust.threshold)}: ${rightAndFound(trust)}. ${below}.`;
  }
  const until = precise && findsHalf(measures) ? ' until more recordings confirm them' : '';
  return `Check its detections${until}: ${rightAndFound(at)}.`.replace(': detections are', ': they are');
}

function rightAndFound(counts: RecordingCounts, but = 'and'): string {
  const { right, missed } = counts;
  const found = `${countOrNone(right)} of its ${plural(right + missed, 'recording')} ${right < 2 ? 'is' : 'are'} found`;
  return `${detectionsRight(counts)}, ${but} ${found}`;
}

function detectionsRight({ right, wrong }: RecordingCounts): string {
  return `detections are right in ${partOfRecordings(right, right + wrong)}`;
}

/** Says what to do with the model as a whole. */
export function summarySentences(
  table: ReportTable,
  graded: readonly { readonly species: string; readonly grade: Grade }[],
): string {
  const labelled = recordingsWhere(table, table.isLabelled);
  if (labelled.length === 0) return 'No recording holds a species of the model, so nothing can be said of it.';
  const named = labelled.filter((recording) => isNamed(table, recording)).length;
  const which = labelled.length === table.recordings.length ? '' : ' with a species';
  const accuracy = `Of ${plural(labelled.length, 'recording')}${which}, it names the right species in`;
  return `${accuracy} ${countOrNone(named)}. ${whatToDo(graded)}`;
}

function whatToDo(graded: readonly { readonly species: string; readonly grade: Grade }[]): string {
  const of = (grade: Grade): string[] =>
    graded.filter((species) => species.grade === grade).map(({ species }) => species);
  const [reliable, check, unusable] = [of('reliable'), of('check'), of('unusable')];
  if (reliable.length === graded.length && graded.length > 1) return `Trust all ${count(graded.length)} species.`;
  const parts = [
    reliable.length > 0 && `trust ${count(reliable.length)} species (${listed(reliable)})`,
    check.length > 0 && `check ${count(check.length)}`,
    unusable.length > 0 && `do not use ${count(unusable.length)}`,
  ].filter((part) => part !== false);
  const [first = ''] = parts;
  const named = first.includes('species') ? first : `${first} species`;
  return sentence(series([named, ...parts.slice(1)]));
}

/** `a`, `a and b`, `a, b, and c`: names in brackets hold commas of their own. */
function series(parts: readonly string[]): string {
  return parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)!}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

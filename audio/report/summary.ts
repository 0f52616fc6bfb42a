import { count, plural } from '../../src/format-number.js';
import { rightToTrust } from './trust.js';
import type { Grade, ReportCard, SpeciesReport } from './types.js';
import { shownName } from '../pages/index.js';
import { countOrNone, listed } from './words.js';

/** What the summary is made from. */
export type SummaryInput = Pick<ReportCard, 'overall' | 'targetPrecision'> & {
  readonly species: readonly Pick<SpeciesReport, 'species' | 'recordings' | 'grade'>[];
};

/** Says what was found and what was wrong, what to expect of other recordings, and what to do with the model. */
export function summarySentences(input: SummaryInput): string {
  const { overall, species } = input;
  const present = species.reduce((sum, { recordings }) => sum + recordings, 0);
  if (present === 0) return 'No recording holds a species of the model, so nothing can be said of it.';
  return [
    `It found ${countOrNone(overall.right)} of ${plural(present, 'bird')}, each counted once per recording, and ` +
      `${wrongDetections(overall)}.`,
    ...background(overall),
    ...onOthers(input),
    ...whatToDo(input),
  ].join(' ');
}

function wrongDetections({ detected, right }: ReportCard['overall']): string {
  const wrong = detected - right;
  if (detected === 0) return 'detected nothing';
  if (detected === 1) return `its one detection was ${wrong === 0 ? 'right' : 'wrong'}`;
  return `${countOrNone(wrong)} of its ${count(detected)} detections ${wrong < 2 ? 'was' : 'were'} wrong`;
}

function background({ background: { recordings, withDetection } }: ReportCard['overall']): readonly string[] {
  if (recordings === 0) return [];
  const whole = `${plural(recordings, 'recording')} without birds`;
  if (withDetection === 0) return [`It detected nothing in ${whole}.`];
  return [`It detected something in ${count(withDetection)} of ${whole}.`];
}

function onOthers({ overall: { unseen }, targetPrecision }: SummaryInput): readonly string[] {
  if (unseen === null) return [];
  const { detected, right } = unseen;
  const target = `${count(Math.round(100 * targetPrecision))}%`;
  const wrong = detected - right;
  const expected =
    detected === 0
      ? 'few detections'
      : wrong === 0
        ? 'few wrong ones'
        : `about ${count(Math.round((100 * right) / detected))}%: at thresholds that were chosen without them, ` +
          `${count(right)} of ${plural(detected, 'detection')} were right`;
  return [`Its thresholds aim at ${target} right detections; in other recordings like these, expect ${expected}.`];
}

function whatToDo({ species, targetPrecision }: SummaryInput): readonly string[] {
  const of = (grade: Grade): string[] =>
    species.filter((report) => report.grade === grade).map((report) => shownName(report.species));
  const [reliable, check, unknown, unusable] = [of('reliable'), of('check'), of('unknown'), of('unusable')];
  if (reliable.length === species.length && species.length > 1) return [`Trust all ${count(species.length)} species.`];
  if (reliable.length + check.length === 0) {
    return ['Listen to every detection: these recordings do not show that it knows any species.'];
  }
  const notToUse = [
    ...(unknown.length === 0 ? [] : [`These recordings say too little about ${listed(unknown)}.`]),
    ...(unusable.length === 0 ? [] : [`Do not use ${listed(unusable)}.`]),
  ];
  if (reliable.length === 0) {
    const tooFew = species.every(({ recordings }) => recordings < rightToTrust(targetPrecision));
    return [`Trust no species without listening yet${tooFew ? ': there are too few recordings' : ''}.`, ...notToUse];
  }
  const listen = check.length === 0 ? '' : `; listen to detections of ${listed(check)}`;
  return [`Trust ${listed(reliable)}${listen}.`, ...notToUse];
}

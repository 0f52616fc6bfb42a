import { wilsonInterval } from '../../src/eval/scores/index.js';
import { count, plural } from '../../src/format-number.js';
import { recordingsWhere, type ReportTable } from './table.js';
import type { Calibration, ReportSource, SpeciesReport } from './types.js';
import { shownName } from '../pages/index.js';
import { countOrNone, joined, listed, partOfRecordings, worstWithTies } from './words.js';
import { wronglyDetected } from './wrong-detections.js';

/** With fewer recordings, or fewer groups, more of them help most. */
const ENOUGH = { recordings: 10, groups: 3 };
/** Species that are named first where all have too few. */
const MOST_FIRST = 3;

/** A species is confused with another if this many of its recordings, and this fraction, pass for the other. */
const CONFUSED = { recordings: 2, fraction: 0.2 };
const MOST_PAIRS = 3;

/** A lower score of the species of a recording casts doubt on its label. */
const UNHEARD = 0.02;
const MOST_FILES = 4;

/** Detections in fewer recordings of background than this fraction are no worry. */
const FALSE_ALARMS = 0.05;

/** A bin is off if it has as many recordings, and probability and fraction differ by more, beyond its interval. */
const OFF = { recordings: 5, difference: 0.15 };

/** What advice is made from. */
export interface AdviceInput {
  readonly table: ReportTable;
  readonly source: ReportSource;
  /** In the order of the table. */
  readonly species: readonly SpeciesReport[];
  readonly calibration: Calibration;
}

/**
 * Says what would help, most important first: measures that can be believed, recordings of species that have few,
 * species that are confused, labels that may be wrong, background, calibration. Six at most; none if nothing is wrong.
 */
export function adviceFor({ table, source, species, calibration }: AdviceInput): readonly string[] {
  return [
    ...knownRecordings(table, source),
    ...fewRecordings(species),
    ...confusedSpecies(table, species),
    ...doubtfulLabels(table),
    ...background(table),
    ...calibrationOff(calibration),
  ];
}

function knownRecordings({ recordings }: ReportTable, source: ReportSource): readonly string[] {
  if (source.kind !== 'evaluation' || source.usedInTraining === 0) return [];
  const known = partOfRecordings(source.usedInTraining, recordings.length);
  return [
    `Evaluate recordings that the model does not know: training or model selection used ${known}, so these measures ` +
      'are better than those of new recordings.',
  ];
}

function fewRecordings(species: readonly SpeciesReport[]): readonly string[] {
  const few = species
    .filter(({ grade }) => grade !== 'reliable')
    .filter(({ recordings, groups }) => recordings < ENOUGH.recordings || groups < ENOUGH.groups)
    .sort((a, b) => a.groups - b.groups || a.recordings - b.recordings);
  if (few.length === 0) return [];
  const note = few.some(({ recordings }) => recordings > 1) ? ' A group is one session, person or place.' : '';
  if (few.length < species.length || species.length === 1) {
    const names = few.map((report) => `${shownName(report.species)} (${held(report)})`);
    return [`Add recordings from other places or days: ${listed(names)}.${note}`];
  }
  const leastFound = [...few].sort((a, b) => foundOf(a) - foundOf(b));
  const first = worstWithTies(leastFound, foundOf, MOST_FIRST);
  const isSome = first.length < few.length;
  const names = joined(first.map((report) => `${shownName(report.species)} (${found(report)})`));
  return [`All species: record at more places or on more days${isSome ? `; first ${names}` : ''}.${note}`];
}

/** Fraction of its recordings in which a species is detected. */
function foundOf({ atThreshold: { right, missed } }: SpeciesReport): number {
  return right + missed === 0 ? 0 : right / (right + missed);
}

function found({ atThreshold: { right, missed } }: SpeciesReport): string {
  return `found in ${countOrNone(right)} of ${count(right + missed)}`;
}

function held({ recordings, groups }: SpeciesReport): string {
  if (recordings < 2) return recordings === 0 ? 'none tested' : '1 recording';
  return `${plural(recordings, 'recording')} of ${plural(groups, 'group')}`;
}

/** Recordings of one species that pass for another. */
interface Confusion {
  readonly species: SpeciesReport;
  readonly other: SpeciesReport;
  /** In which the other one has the highest score or is detected. */
  readonly recordings: number;
  /** In which it is detected. */
  readonly detected: number;
}

function confusedSpecies(table: ReportTable, species: readonly SpeciesReport[]): readonly string[] {
  const pairs = confusions(table, species)
    .filter(({ recordings, species: { recordings: all } }) => {
      return recordings >= CONFUSED.recordings && recordings >= CONFUSED.fraction * all;
    })
    .sort((a, b) => b.recordings - a.recordings || b.detected - a.detected);
  if (pairs.length === 0) return [];
  const worst = worstWithTies(pairs, ({ recordings }) => recordings, MOST_PAIRS);
  const texts = worst.map(({ species: { species: own, recordings: all }, other, recordings, detected }) => {
    const part = `in ${partOfRecordings(recordings, all)}; detected in ${countOrNone(detected)}`;
    return `${shownName(own)} with ${shownName(other.species)} (${part})`;
  });
  const named = new Set(worst.map(({ other }) => other));
  const listen = species.filter((report) => named.has(report)).map((report) => shownName(report.species));
  return [
    `It confuses ${joined(texts)}. Add recordings of these species. ` +
      `Until then, listen to detections of ${joined(listen)}.`,
  ];
}

/** All pairs of species with such recordings, in the order of the table. */
function confusions(table: ReportTable, species: readonly SpeciesReport[]): readonly Confusion[] {
  return species.flatMap((report, own) => {
    const passing = species.map((other) => ({ species: report, other, recordings: 0, detected: 0 }));
    for (const recording of recordingsWhere(table, (index) => table.isPresent(index, own))) {
      const detected = wronglyDetected(table, recording);
      const top = table.top(recording, (index) => index === own || !table.isPresent(recording, index));
      for (const other of detected) passing[other]!.detected++;
      for (const other of new Set(top < 0 || top === own ? detected : [...detected, top])) passing[other]!.recordings++;
    }
    return passing.filter(({ recordings }) => recordings > 0);
  });
}

/** Recordings in which the model hears nothing of their only species: the label may be wrong, or the bird far away. */
function doubtfulLabels(table: ReportTable): readonly string[] {
  const doubtful = recordingsWhere(table, (recording) => {
    const own = table.species.flatMap((_, species) => (table.isPresent(recording, species) ? [species] : []));
    return own.length === 1 && table.score(recording, own[0]!) < UNHEARD;
  });
  if (doubtful.length === 0) return [];
  const names = doubtful.map((recording) => table.recordings[recording]!.file).sort();
  return [
    `Check the labels of ${listed(names, MOST_FILES)}: the model hears nothing of the species there ` +
      `(score below ${UNHEARD}).`,
  ];
}

function background(table: ReportTable): readonly string[] {
  const recordings = recordingsWhere(table, table.isBackground);
  if (recordings.length === 0) {
    return ['Add recordings without birds: none was tested, so nothing is known about detections where no bird calls.'];
  }
  const alarms = recordings.filter((recording) => table.detections(recording).length > 0);
  if (alarms.length <= FALSE_ALARMS * recordings.length) return [];
  const bySpecies = table.species
    .map((name, species) => ({
      name: shownName(name),
      recordings: alarms.filter((recording) => table.isDetected(recording, species)).length,
    }))
    .filter((alarm) => alarm.recordings > 0)
    .sort((a, b) => b.recordings - a.recordings)
    .slice(0, 3);
  const which = joined(bySpecies.map((alarm) => `${alarm.name} in ${count(alarm.recordings)}`));
  return [
    `Add recordings without birds to the training: something is detected in ` +
      `${partOfRecordings(alarms.length, recordings.length)} of background (${which}).`,
  ];
}

function calibrationOff({ bins }: Calibration): readonly string[] {
  const off = bins
    .map((bin) => ({ ...bin, difference: bin.meanProbability - bin.right }))
    .filter(({ recordings, meanProbability, right, difference }) => {
      const [low, high] = wilsonInterval(right * recordings, recordings);
      const isOutside = meanProbability < low || meanProbability > high;
      return recordings >= OFF.recordings && Math.abs(difference) > OFF.difference && isOutside;
    })
    .sort((a, b) => b.recordings * Math.abs(b.difference) - a.recordings * Math.abs(a.difference));
  const [worst] = off;
  if (worst === undefined) return [];
  const { meanProbability, right, difference } = worst;
  const tenths = Math.round(10 * right);
  const facts = `of detections with a mean score around ${meanProbability.toFixed(2)}, about ${tenths} of 10 are right`;
  return [
    difference > 0
      ? `Do not read scores as probabilities: they are too high; ${facts}.`
      : `Do not read scores as probabilities: they are too low; ${facts}. Lower thresholds may find more.`,
  ];
}

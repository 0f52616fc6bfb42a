import { wilsonInterval } from '../../src/eval/scores/index.js';
import { count, plural } from '../../src/format-number.js';
import { recordingsWhere, type ReportTable } from './table.js';
import type { Calibration, ReportCard, ReportSource, SpeciesReport } from './types.js';
import { joined, listed, partOfRecordings } from './words.js';

/** With fewer recordings, or fewer groups, more of them help most. */
const ENOUGH = { recordings: 10, groups: 3 };

/** Two species are confused if this many recordings of one, and this fraction of them, are taken for the other. */
const CONFUSED = { recordings: 2, fraction: 0.2 };
const MOST_PAIRS = 2;

/** Detections in fewer recordings of background than this fraction are no worry. */
const FALSE_ALARMS = 0.05;

/** A bin is off if it has as many recordings, and probability and fraction differ by more, beyond its interval. */
const OFF = { recordings: 5, difference: 0.15 };

/** What advice is made from. */
export interface AdviceInput {
  readonly table: ReportTable;
  readonly source: ReportSource;
  readonly species: readonly SpeciesReport[];
  readonly confusion: ReportCard['confusion'];
  readonly calibration: Calibration;
}

/**
 * Says what would help, most important first: measures that can be believed, recordings of species that have few,
 * species that are confused, background, calibration. Six at most; none if nothing is wrong.
 */
export function adviceFor({ table, source, species, confusion, calibration }: AdviceInput): readonly string[] {
  return [
    ...knownRecordings(table, source),
    ...fewRecordings(species),
    ...confusedSpecies(species, confusion),
    ...background(table),
    ...calibrationOff(calibration),
  ];
}

function knownRecordings({ recordings }: ReportTable, source: ReportSource): readonly string[] {
  if (source.kind !== 'evaluation' || source.usedInTraining === 0) return [];
  const known = partOfRecordings(source.usedInTraining, recordings.length);
  return [
    `Evaluate recordings that the model does not know: training used ${known}, so these measures are better than ` +
      'those of new recordings.',
  ];
}

function fewRecordings(species: readonly SpeciesReport[]): readonly string[] {
  const few = species
    .filter(({ grade }) => grade !== 'reliable')
    .filter(({ recordings, groups }) => recordings < ENOUGH.recordings || groups < ENOUGH.groups)
    .sort((a, b) => a.groups - b.groups || a.recordings - b.recordings);
  if (few.length === 0) return [];
  const held = ({ recordings, groups }: SpeciesReport): string => {
    if (recordings < 2) return recordings === 0 ? 'none' : '1 recording';
    return `${plural(recordings, 'recording')} of ${plural(groups, 'group')}`;
  };
  const names = few.map((report) => `${report.species} (${held(report)})`);
  const note = few.some(({ recordings }) => recordings > 1) ? ' A group is one session, person or place.' : '';
  return [`Add recordings from other places or days: ${listed(names)}.${note}`];
}

function confusedSpecies(species: readonly SpeciesReport[], { counts }: ReportCard['confusion']): readonly string[] {
  const isMany = (taken: number, of: number): boolean =>
    taken >= CONFUSED.recordings && taken >= CONFUSED.fraction * species[of]!.recordings;
  const pairs = species.flatMap((_, a) =>
    species.slice(a + 1).flatMap((_other, offset) => {
      const b = a + 1 + offset;
      const [aAsB, bAsA] = [counts[a]![b]!, counts[b]![a]!];
      if (!isMany(aAsB, a) && !isMany(bAsA, b)) return [];
      // The direction with more recordings comes first.
      return [aAsB >= bAsA ? { a, b, most: aAsB, least: bAsA } : { a: b, b: a, most: bAsA, least: aAsB }];
    }),
  );
  pairs.sort((x, y) => y.most + y.least - (x.most + x.least));
  return pairs.slice(0, MOST_PAIRS).map(({ a, b, most, least }) => {
    const [nameA, nameB] = [species[a]!.species, species[b]!.species];
    const taken = `${partOfRecordings(most, species[a]!.recordings)} of ${nameA} sound like ${nameB}`;
    const back =
      least === 0 ? '' : `, and ${partOfRecordings(least, species[b]!.recordings)} of ${nameB} like ${nameA}`;
    const listen = least === 0 ? nameB : 'either';
    return (
      `${nameA} and ${nameB} are confused: ${taken}${back}. ` +
      `Add recordings of both, or listen to detections of ${listen}.`
    );
  });
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
      name,
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
  const facts = `of detections around ${meanProbability.toFixed(2)}, about ${tenths} of 10 are right`;
  return [
    difference > 0
      ? `Do not read scores as probabilities: they are too high; ${facts}.`
      : `Do not read scores as probabilities: they are too low; ${facts}. Lower thresholds may find more.`,
  ];
}

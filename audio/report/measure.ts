import { adviceFor } from './advice.js';
import { bestFirst } from './best-first.js';
import { calibrationOf } from './calibration.js';
import { confusionOf, takenFor } from './confusion.js';
import { countRecordings } from './counts.js';
import { curveOf } from './curve.js';
import { gradeOf } from './grade.js';
import { listedCounts } from './listed-counts.js';
import { mistakesOf } from './mistakes.js';
import { overallOf } from './overall.js';
import { estimateRankings, type RankingEstimate } from './rankings.js';
import { type GroupResamples, resampleGroups } from './resample-groups.js';
import { speciesSentence } from './sentences.js';
import { summarySentences } from './summary.js';
import { groupsOf, minutesOf, recordingsWhere, type ReportTable, tableOf } from './table.js';
import { trustOf } from './trust.js';
import type { ReportCard, ReportInput, SpeciesReport } from './types.js';
import { alsoDetected, wrongIn } from './wrong-detections.js';

/**
 * Measures a model on recordings whose species are known, and says what to do with it. The same input gives the same
 * report, which is plain JSON.
 *
 * Intervals are 95 % percentile intervals of 1,000 bootstrap resamples of groups, combined with Wilson's interval,
 * which is wider where few outcomes are all alike: see `estimateOf`. A resample in which a measure has no value is left
 * out of its interval, as that of a species' ranking is without recordings of it, or without others. Recordings of a
 * single group give intervals from 0 to 1.
 *
 * Recordings of background, and of species that the report does not have, count as recordings without each species.
 */
export function measureReport(input: ReportInput): ReportCard {
  const { model, source, targetPrecision, lowestThreshold = 0, segments = null } = input;
  const table = tableOf(input);
  const all = recordingsWhere(table, () => true);
  const resamples = resampleGroups(table.groupCount);
  const { bySpecies, macro } = estimateRankings(table, resamples);
  const confusion = confusionOf(table);
  const calibration = calibrationOf(table);
  const species = table.species.map((_, index) =>
    measureSpecies({ input, table, resamples, confusion, index, ranking: bySpecies[index]! }),
  );
  const overall = overallOf(table, resamples, macro);
  return {
    format: 'lyrebird-report',
    version: 1,
    model,
    source,
    targetPrecision,
    lowestThreshold,
    summary: summarySentences({ overall, species, targetPrecision }),
    advice: adviceFor({ table, source, species, calibration }),
    recordings: all.length,
    groups: table.groupCount,
    minutes: minutesOf(table, all),
    overall,
    segments,
    calibration,
    species: bestFirst(species),
    confusion,
  };
}

interface SpeciesInput {
  readonly input: ReportInput;
  readonly table: ReportTable;
  readonly resamples: GroupResamples;
  readonly confusion: ReportCard['confusion'];
  readonly index: number;
  readonly ranking: RankingEstimate | null;
}

function measureSpecies({ input, table, resamples, confusion, index, ranking }: SpeciesInput): SpeciesReport {
  const { targetPrecision, lowestThreshold } = input;
  const threshold = input.thresholds[index]!;
  const present = recordingsWhere(table, (recording) => table.isPresent(recording, index));
  const right = present.filter((recording) => table.isDetected(recording, index));
  const measures = {
    recordings: present.length,
    groups: groupsOf(table, present),
    others: table.recordings.length - present.length,
    rightGroups: groupsOf(table, right),
    atThreshold: countRecordings(table, index, resamples, (recording) => table.isDetected(recording, index)),
    averagePrecision: ranking?.averagePrecision ?? null,
    wrongIn: wrongIn(table, index),
  };
  const graded = gradeOf(measures, targetPrecision);
  const isJudged = graded.grade === 'reliable' || graded.grade === 'check';
  const trust = isJudged ? trustOf(table, index, resamples, targetPrecision, lowestThreshold) : null;
  return {
    species: table.species[index]!,
    recordings: measures.recordings,
    groups: measures.groups,
    minutes: minutesOf(table, present),
    grade: graded.grade,
    sentence: speciesSentence({ ...measures, threshold, trust }, graded, targetPrecision),
    threshold,
    atThreshold: measures.atThreshold,
    trust,
    averagePrecision: measures.averagePrecision,
    auroc: ranking?.auroc ?? null,
    curve: curveOf(table, index),
    listed: listedCounts(table, index, trust === null ? [threshold] : [threshold, trust.threshold], lowestThreshold),
    takenFor: takenFor(confusion, index),
    alsoDetected: alsoDetected(table, index),
    wrongIn: measures.wrongIn,
    mistakes: mistakesOf(table, index),
  };
}

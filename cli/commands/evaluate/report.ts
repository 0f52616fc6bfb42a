import { plainTable, type Column } from '../../ui/plain-table.js';
import { count, percent, plural } from '../../ui/words.js';
import { confusionTable } from './confusion-table.js';
import type { EvaluateResult } from '../../../src/train/index.js';
import { printable } from '../../../src/printable.js';

const SPLIT_NAMES: Readonly<Record<Exclude<EvaluateResult['split'], 'held-out'>, string>> = {
  train: 'train split',
  validation: 'validation split',
  test: 'test split',
  all: 'all recordings',
};
const HELD_OUT_NAMES = {
  content: 'recordings that did not train the model',
  name: 'recordings whose names are not among those that trained the model',
  none: 'recordings; the model does not say which trained it',
};

/** Formats an evaluation on recordings: overall accuracy, accuracy by class, confusion matrices. */
export function evaluationReport(result: EvaluateResult): string {
  const { segments, recordings, segmentAccuracy, recordingAccuracy, confusion, classes } = result;
  const { recordingAccuracyByLoudness: byLoudness } = result;
  return [
    `${printable(result.data)}  (${recordingsName(result)})`,
    `  segments    ${percent(segmentAccuracy)} of ${count(segments)}`,
    ...contextLines(result),
    `  recordings  ${percent(recordingAccuracy)} of ${count(recordings)}`,
    ...(byLoudness === undefined ? [] : [`              ${percent(byLoudness)} with segments weighted by loudness`]),
    ...rankingLines(result),
    ...detectionLines(result),
    '',
    perClass(result),
    '',
    ...detectionTable(result),
    `Recordings by label (rows) and prediction (columns):`,
    confusionTable(classes, confusion.recordings),
    '',
    `Segments by label (rows) and prediction (columns):`,
    confusionTable(classes, confusion.segments),
    ...trainingDataLines(result),
    ...(result.report === undefined ? [] : ['', `Report card: ${printable(result.report)}`]),
    '',
  ].join('\n');
}

function recordingsName({ split, matchedBy }: EvaluateResult): string {
  return split === 'held-out' ? HELD_OUT_NAMES[matchedBy ?? 'none'] : SPLIT_NAMES[split];
}

function contextLines({ inContext }: EvaluateResult): string[] {
  if (inContext === undefined) return [];
  const { contextSeconds, segmentAccuracy, segmentAccuracyByLoudness: byLoudness } = inContext;
  return [
    `              ${percent(segmentAccuracy)} with ${contextSeconds} s of context`,
    ...(byLoudness === undefined
      ? []
      : [`              ${percent(byLoudness)} with ${contextSeconds} s of context, weighted by loudness`]),
  ];
}

/** Macro averages: they depend on no threshold, and count rare species as much as common ones. */
function rankingLines({ segmentRanking, recordingRanking }: EvaluateResult): string[] {
  if (segmentRanking === undefined || recordingRanking === undefined) return [];
  const [ofSegments, ofRecordings] = [segmentRanking, recordingRanking];
  return [
    `  macro average precision  segments ${percent(ofSegments.averagePrecision)}, ` +
      `recordings ${percent(ofRecordings.averagePrecision)}`,
    `  macro AUROC              segments ${ofSegments.auroc.toFixed(3)}, recordings ${ofRecordings.auroc.toFixed(3)}`,
  ];
}

/** Macro averages over the species. */
function detectionLines({ detections }: EvaluateResult): string[] {
  if (detections === undefined) return [];
  const { precision, recall, f1 } = detections.macro;
  return [
    `  macro of detections      precision ${rate(precision)}, recall ${rate(recall)}, F1 ${rate(f1)} ` +
      `in ${plural(detections.recordings, 'recording')}`,
  ];
}

function detectionTable({ detections }: EvaluateResult): string[] {
  if (detections === undefined) return [];
  const columns: Column[] = [
    { title: 'species' },
    { title: 'threshold', align: 'right' },
    { title: 'recordings', align: 'right' },
    { title: 'detected', align: 'right' },
    { title: 'right', align: 'right' },
    { title: 'precision', align: 'right' },
    { title: 'recall', align: 'right' },
    { title: 'F1', align: 'right' },
  ];
  const rows = detections.perSpecies.map(({ species, threshold, precision, recall, f1, ...counts }) => [
    species,
    threshold.toFixed(2),
    ...[counts.recordings, counts.detected, counts.right].map(count),
    ...[precision, recall, f1].map(rate),
  ]);
  return ['Recordings in which a species is detected, as lyrebird classify does it:', plainTable(columns, rows), ''];
}

function rate(fraction: number | undefined): string {
  return fraction === undefined ? '-' : percent(fraction);
}

function perClass(result: EvaluateResult): string {
  const columns: Column[] = [
    { title: '#', align: 'right' },
    { title: 'class' },
    { title: 'recordings', align: 'right' },
    { title: 'right', align: 'right' },
    { title: 'segments', align: 'right' },
    { title: 'right', align: 'right' },
    { title: 'precision', align: 'right' },
    { title: 'AP', align: 'right' },
    { title: 'AUROC', align: 'right' },
  ];
  const rows = result.perClass.map((score, index) => [
    String(index + 1),
    score.class,
    count(score.recordings),
    score.recordings > 0 ? percent(score.recordingAccuracy) : '-',
    count(score.segments),
    score.segments > 0 ? percent(score.segmentAccuracy) : '-',
    percent(score.segmentPrecision),
    score.segmentRanking ? percent(score.segmentRanking.averagePrecision) : '-',
    score.segmentRanking ? score.segmentRanking.auroc.toFixed(3) : '-',
  ]);
  return plainTable(columns, rows);
}

function trainingDataLines({ usedForTraining, usedForValidation, split }: EvaluateResult): string[] {
  if (split !== 'all' || usedForTraining + usedForValidation === 0) return [];
  return [
    '',
    `The model was trained on ${plural(usedForTraining, 'recording')} of these, and selected on ${usedForValidation}.`,
  ];
}

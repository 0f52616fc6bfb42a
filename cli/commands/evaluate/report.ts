import { plainTable, type Column } from '../../ui/plain-table.js';
import { count, percent, plural } from '../../ui/words.js';
import { confusionTable } from './confusion-table.js';
import type { EvaluateResult } from '../../../src/train/index.js';

/** An evaluation for people: the accuracies, class by class, and who was taken for whom. */
export function evaluationReport(result: EvaluateResult): string {
  const { segments, recordings, segmentAccuracy, recordingAccuracy, confusion, classes } = result;
  const { recordingAccuracyByLoudness: byLoudness } = result;
  return [
    `${result.data}  (${result.split === 'all' ? 'all recordings' : `${result.split} part`})`,
    `  segments    ${percent(segmentAccuracy)} of ${count(segments)}`,
    ...contextLines(result),
    `  recordings  ${percent(recordingAccuracy)} of ${count(recordings)}`,
    ...(byLoudness === undefined ? [] : [`              ${percent(byLoudness)} where loud segments count for more`]),
    '',
    perClass(result),
    '',
    `Recordings by label (rows) and verdict (columns):`,
    confusionTable(classes, confusion.recordings),
    '',
    `Segments by label (rows) and verdict (columns):`,
    confusionTable(classes, confusion.segments),
    ...heardLines(result),
    '',
  ].join('\n');
}

function contextLines({ inContext }: EvaluateResult): string[] {
  if (inContext === undefined) return [];
  const { contextSeconds, segmentAccuracy, segmentAccuracyByLoudness: byLoudness } = inContext;
  return [
    `              ${percent(segmentAccuracy)} with ${contextSeconds} s before and after each`,
    ...(byLoudness === undefined ? [] : [`              ${percent(byLoudness)} so, where loud ones count for more`]),
  ];
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
  ];
  const rows = result.perClass.map((score, index) => [
    String(index + 1),
    score.class,
    count(score.recordings),
    score.recordings > 0 ? percent(score.recordingAccuracy) : '-',
    count(score.segments),
    score.segments > 0 ? percent(score.segmentAccuracy) : '-',
    percent(score.segmentPrecision),
  ]);
  return plainTable(columns, rows);
}

function heardLines({ usedForTraining, usedForValidation, split }: EvaluateResult): string[] {
  if (split !== 'all' || usedForTraining + usedForValidation === 0) return [];
  return [
    '',
    `Of these, ${plural(usedForTraining, 'recording')} trained the model, and ${usedForValidation} chose the best one.`,
  ];
}

import { recordingsWhere, type ReportTable } from './table.js';
import type { Mistake } from './types.js';

const MOST = 5;

/**
 * The worst mistakes about a species, five at most: in turn, the wrong detection with the highest score and the missed
 * recording with the lowest. Once one kind is used up, the other fills the rest.
 */
export function mistakesOf(table: ReportTable, species: number): readonly Mistake[] {
  const where = (isDetected: boolean, isPresent: boolean): number[] => [
    ...recordingsWhere(
      table,
      (recording) =>
        table.isDetected(recording, species) === isDetected && table.isPresent(recording, species) === isPresent,
    ),
  ];
  const score = (recording: number): number => table.score(recording, species);
  const wrong = where(true, false).sort((a, b) => score(b) - score(a));
  const missed = where(false, true).sort((a, b) => score(a) - score(b));
  const turns = Array.from({ length: Math.max(wrong.length, missed.length) }, (_, turn) => [
    ...wrong.slice(turn, turn + 1).map((recording) => wrongDetection(table, species, recording)),
    ...missed.slice(turn, turn + 1).map((recording) => mistake(table, species, recording, 'missed')),
  ]);
  return turns.flat().slice(0, MOST);
}

function mistake(table: ReportTable, species: number, recording: number, kind: Mistake['kind']): Mistake {
  const { file, group, species: truth } = table.recordings[recording]!;
  const detected = table.species.filter((_, index) => table.isDetected(recording, index));
  return { kind, file, group, truth: [...truth], detected, score: table.score(recording, species) };
}

/** Where to listen: the detection with the highest probability, the first of equal ones. */
function wrongDetection(table: ReportTable, species: number, recording: number): Mistake {
  const { startSeconds, endSeconds } = table
    .detections(recording)
    .filter(({ index }) => index === species)
    .reduce((best, next) => (next.maxProbability > best.maxProbability ? next : best));
  return { ...mistake(table, species, recording, 'wrong'), startSeconds, endSeconds };
}

import { estimateFraction, type GroupOutcome } from './estimate.js';
import type { RankingEstimate } from './rankings.js';
import type { GroupResamples } from './resample-groups.js';
import { recordingsWhere, type ReportTable } from './table.js';
import type { OverallMeasures } from './types.js';

/**
 * Measures all recordings together. `accuracy` is that of recordings with a species of the report: 0, with an interval
 * from 0 to 1, if there are none.
 */
export function overallOf(
  table: ReportTable,
  resamples: GroupResamples,
  macro: RankingEstimate | null,
): OverallMeasures {
  const labelled = recordingsWhere(table, table.isLabelled);
  const named = labelled.map((recording): GroupOutcome => {
    return { group: table.groupOf[recording]!, isRight: isNamed(table, recording) };
  });
  const background = recordingsWhere(table, table.isBackground);
  return {
    accuracy: estimateFraction(named, resamples) ?? { value: 0, low: 0, high: 1 },
    averagePrecision: macro?.averagePrecision ?? null,
    auroc: macro?.auroc ?? null,
    ...detectionsOf(table, resamples, table.isDetected),
    unseen: unseenOf(table, resamples),
    background: {
      recordings: background.length,
      withDetection: background.filter((recording) => table.detections(recording).length > 0).length,
    },
  };
}

function unseenOf(table: ReportTable, resamples: GroupResamples): OverallMeasures['unseen'] {
  if (table.recordings.every(({ detectedUnseen }) => detectedUnseen === undefined)) return null;
  return detectionsOf(table, resamples, (recording, species) => {
    return table.recordings[recording]!.detectedUnseen?.includes(table.species[species]!) ?? false;
  });
}

/** Measures the pairs of a recording and a species: those detected, and those present. */
function detectionsOf(
  table: ReportTable,
  resamples: GroupResamples,
  isDetected: (recording: number, species: number) => boolean,
): Pick<OverallMeasures, 'detected' | 'right' | 'precision' | 'recall'> {
  const [detected, present]: [GroupOutcome[], GroupOutcome[]] = [[], []];
  table.recordings.forEach((_, recording) => {
    const group = table.groupOf[recording]!;
    table.species.forEach((_name, species) => {
      const [isThere, isFound] = [table.isPresent(recording, species), isDetected(recording, species)];
      if (isFound) detected.push({ group, isRight: isThere });
      if (isThere) present.push({ group, isRight: isFound });
    });
  });
  return {
    detected: detected.length,
    right: detected.filter(({ isRight }) => isRight).length,
    precision: estimateFraction(detected, resamples),
    recall: estimateFraction(present, resamples),
  };
}

/** Whether the species with a recording's highest score is in it. */
export function isNamed(table: ReportTable, recording: number): boolean {
  const top = table.top(recording);
  return top >= 0 && table.isPresent(recording, top);
}

import type { Detection } from '../results/index.js';
import type { JudgedRecording, ReportInput } from './types.js';

/** The recordings of a report, with species and groups as indices. */
export interface ReportTable {
  readonly species: readonly string[];
  readonly recordings: readonly JudgedRecording[];
  /** Group of each recording; groups are numbered in the order of their names. */
  readonly groupOf: Uint32Array;
  readonly groupCount: number;
  isPresent(recording: number, species: number): boolean;
  isDetected(recording: number, species: number): boolean;
  score(recording: number, species: number): number;
  /** The recording's detections of species of the report. */
  detections(recording: number): readonly (Detection & { readonly index: number })[];
  /** Whether a species of the report is in the recording. */
  isLabelled(recording: number): boolean;
  /** Whether it is a recording of background: no species is in it, not even one that the report does not have. */
  isBackground(recording: number): boolean;
  /**
   * The species with the highest score among those that `counts` accepts; the first of equal ones. -1 if none scores
   * above 0, as in recordings without a signal.
   */
  top(recording: number, counts?: (species: number) => boolean): number;
}

/** Indexes the recordings of a report. Species that the report does not have are ignored. */
export function tableOf({ recordings, species }: Pick<ReportInput, 'recordings' | 'species'>): ReportTable {
  const indexOf = new Map(species.map((name, index) => [name, index]));
  const names = [...new Set(recordings.map(({ group }) => group))].sort();
  const groupIndex = new Map(names.map((name, index) => [name, index]));
  const known = recordings.map(({ detections }) =>
    detections.flatMap((detection) => {
      const index = indexOf.get(detection.species);
      return index === undefined ? [] : [{ ...detection, index }];
    }),
  );
  const present = new Uint8Array(recordings.length * species.length);
  const detected = new Uint8Array(present.length);
  recordings.forEach((recording, row) => {
    for (const name of recording.species) {
      const index = indexOf.get(name);
      if (index !== undefined) present[row * species.length + index] = 1;
    }
    for (const { index } of known[row]!) detected[row * species.length + index] = 1;
  });
  return {
    species,
    recordings,
    groupOf: Uint32Array.from(recordings, ({ group }) => groupIndex.get(group)!),
    groupCount: names.length,
    isPresent: (recording, index) => present[recording * species.length + index] === 1,
    isDetected: (recording, index) => detected[recording * species.length + index] === 1,
    score: (recording, index) => recordings[recording]!.scores[index]!,
    detections: (recording) => known[recording]!,
    isLabelled: (recording) => recordings[recording]!.species.some((name) => indexOf.has(name)),
    isBackground: (recording) => recordings[recording]!.species.length === 0,
    top(recording, counts = () => true) {
      const { scores } = recordings[recording]!;
      let best = -1;
      for (let index = 0; index < species.length; index++) {
        if (scores[index]! > (best < 0 ? 0 : scores[best]!) && counts(index)) best = index;
      }
      return best;
    },
  };
}

/** Indices of the recordings for which `holds` is true. */
export function recordingsWhere(table: ReportTable, holds: (recording: number) => boolean): readonly number[] {
  return table.recordings.flatMap((_, recording) => (holds(recording) ? [recording] : []));
}

/** Number of different groups of the recordings. */
export function groupsOf(table: ReportTable, recordings: readonly number[]): number {
  return new Set(recordings.map((recording) => table.groupOf[recording]!)).size;
}

/** Total duration of the recordings. */
export function minutesOf(table: ReportTable, recordings: readonly number[]): number {
  return recordings.reduce((sum, recording) => sum + table.recordings[recording]!.durationSeconds, 0) / 60;
}

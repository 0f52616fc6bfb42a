import type { RecordingStart } from '../../origin/index.js';
import type { AllResults, RecordingResult } from '../../results/index.js';

/** Counts of a season, as analysis.json has them. */
export interface SeasonCounts {
  /** Adds a finished recording. */
  add(result: RecordingResult): void;
  /** The content of analysis.json. */
  describe(results: AllResults, version: string): object;
}

/** No recordings yet. */
export function createSeasonCounts(): SeasonCounts {
  const detected = new Set<string>();
  const sites = new Set<string | undefined>();
  const counts = { done: 0, withDetections: 0, withoutSignal: 0, withoutDate: 0, detections: 0, unknown: 0 };
  let recordedSeconds = 0;
  let secondsWithoutSignal = 0;
  let first: RecordingStart | undefined;
  let last: RecordingStart | undefined;
  return {
    add({ origin, species, detections, ...result }) {
      counts.done++;
      if (detections.length > 0) counts.withDetections++;
      if (species.length === 0) counts.withoutSignal++;
      counts.detections += detections.length;
      counts.unknown += detections.filter(({ unknown }) => unknown === true).length;
      for (const detection of detections) detected.add(detection.species);
      recordedSeconds += result.durationSeconds;
      secondsWithoutSignal += result.secondsWithoutSignal;
      sites.add(origin?.site?.value);
      const start = origin?.start;
      if (!start) counts.withoutDate++;
      else {
        if (!first || orderOf(start) < orderOf(first)) first = start;
        if (!last || orderOf(start) > orderOf(last)) last = start;
      }
    },
    describe({ analysis, failed, leftOut }, version) {
      return {
        lyrebird: version,
        ...analysis,
        recordings: {
          done: counts.done,
          failed: failed.length,
          leftOut: leftOut.length,
          withDetections: counts.withDetections,
          withoutSignal: counts.withoutSignal,
          withoutDate: counts.withoutDate,
        },
        detections: counts.detections,
        detectionsUnknown: counts.unknown,
        speciesDetected: detected.size,
        sites: [...sites].filter((site) => site !== undefined).sort(),
        recordedSeconds: round(recordedSeconds),
        secondsWithoutSignal: round(secondsWithoutSignal),
        firstStart: first ? first.local + (first.utcOffset ?? '') : null,
        lastStart: last ? last.local + (last.utcOffset ?? '') : null,
      };
    },
  };
}

function orderOf({ utc, local }: RecordingStart): string {
  return utc ?? local;
}

function round(seconds: number): number {
  return Math.round(seconds * 1e3) / 1e3;
}

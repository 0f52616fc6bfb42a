import type { LocalHour, Moment, RecordingClock } from '../../origin/index.js';
import type { RecordingResult } from '../../results/index.js';
import { localDate, localHour } from './moment-values.js';

/** What was recorded at a site in an hour of local time, and what was heard. */
export interface HourTally {
  /** Undefined for recordings whose site is not known. */
  readonly site: string | undefined;
  /** Undefined, like the hour, for recordings whose date is not known. */
  readonly date: string | undefined;
  readonly hour: number | undefined;
  recordings: number;
  recordedSeconds: number;
  secondsWithoutSignal: number;
  readonly species: ReadonlyMap<string, SpeciesTally>;
}

/** Detections of a species. */
export interface SpeciesTally {
  detections: number;
  /** Of those, the ones that are unlike the species. */
  unknown: number;
  maxProbability: number;
}

/** Adds up recordings by site and hour. Memory holds one entry per hour with a recording. */
export interface EffortTally {
  /** @param starts of the recording's detections, in their order; empty if the recording has no date */
  add(result: RecordingResult, clock: RecordingClock | undefined, starts: readonly Moment[]): void;
  /** Sorted by site, date and hour, those that are not known last. */
  hours(): HourTally[];
}

type OpenHour = HourTally & { readonly species: Map<string, SpeciesTally> };

/** No recordings yet. */
export function createEffortTally(): EffortTally {
  const hours = new Map<string, OpenHour>();
  const hourOf = (site: string | undefined, at: Pick<LocalHour, 'date' | 'hour'> | undefined): OpenHour => {
    const key = JSON.stringify([site, at?.date, at?.hour]);
    let hour = hours.get(key);
    if (!hour) {
      const empty = { recordings: 0, recordedSeconds: 0, secondsWithoutSignal: 0, species: new Map() };
      hours.set(key, (hour = { site, date: at?.date, hour: at?.hour, ...empty }));
    }
    return hour;
  };
  return {
    add(result, clock, starts) {
      const site = result.origin?.site?.value;
      const parts = (start: number, end: number): readonly (readonly [OpenHour, number])[] =>
        clock
          ? clock.hours(start, end).map((part) => [hourOf(site, part), part.endSeconds - part.startSeconds] as const)
          : [[hourOf(site, undefined), end - start]];
      const recorded = parts(0, result.durationSeconds);
      for (const [hour, seconds] of recorded) hour.recordedSeconds += seconds;
      for (const hour of new Set(recorded.map(([hour]) => hour))) hour.recordings++;
      for (const [start, end] of result.spansWithoutSignal ?? []) {
        for (const [hour, seconds] of parts(start, end)) hour.secondsWithoutSignal += seconds;
      }
      result.detections.forEach(({ species, maxProbability, unknown }, index) => {
        const start = starts[index];
        const hour = hourOf(site, start && { date: localDate(start).text, hour: localHour(start) });
        const tally = hour.species.get(species) ?? { detections: 0, unknown: 0, maxProbability: 0 };
        tally.detections++;
        if (unknown) tally.unknown++;
        tally.maxProbability = Math.max(tally.maxProbability, maxProbability);
        hour.species.set(species, tally);
      });
    },
    hours: () =>
      [...hours.values()].sort((a, b) => compare(a.site, b.site) || compare(a.date, b.date) || compare(a.hour, b.hour)),
  };
}

function compare<T extends string | number>(a: T | undefined, b: T | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b ? -1 : 1;
}

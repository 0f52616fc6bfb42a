import { Temporal } from 'temporal-polyfill';
import type { RecordingStart } from '../../origin/index.js';

/** Seconds of an hour, and hours of a day, of local time. */
export const HOUR_SECONDS = 3600;
export const HOURS_PER_DAY = 24;

/**
 * The local time during a recording. Local times are seconds since 1970 as if they were UTC, so that hours and days are
 * whole multiples of them.
 */
export interface LocalClock {
  /** Local time at the recording's start. */
  readonly start: number;
  /** Where clocks change during the recording: seconds after its start, and by how much. */
  readonly change?: { readonly afterSeconds: number; readonly bySeconds: number };
}

/**
 * Follows a recording's local time. In a time zone, clocks may change while it runs; a clock of which only the offset
 * is known, or not even that, does not change.
 */
export function localClock({ local, utc, timezone }: RecordingStart, durationSeconds: number): LocalClock {
  const start = Temporal.PlainDateTime.from(local).toZonedDateTime('UTC').epochMilliseconds / 1000;
  if (utc === undefined || timezone === undefined) return { start };
  const began = Temporal.Instant.from(utc).toZonedDateTimeISO(timezone);
  const ended = began.add({ milliseconds: Math.round(durationSeconds * 1000) });
  const bySeconds = (ended.offsetNanoseconds - began.offsetNanoseconds) / 1e9;
  if (bySeconds === 0) return { start };
  const change = began.getTimeZoneTransition('next')!;
  return {
    start,
    change: { afterSeconds: (change.epochMilliseconds - began.epochMilliseconds) / 1000, bySeconds },
  };
}

/** Local time at some seconds into the recording. */
export function localTimeAt({ start, change }: LocalClock, seconds: number): number {
  return start + seconds + (change !== undefined && seconds >= change.afterSeconds ? change.bySeconds : 0);
}

/** Number of the local hour since 1970. */
export function hourOf(localSeconds: number): number {
  return Math.floor(localSeconds / HOUR_SECONDS);
}

/** Number of an hour's day since 1970. */
export function dayOfHour(hour: number): number {
  return Math.floor(hour / HOURS_PER_DAY);
}

/** Hour of the day, 0 to 23. */
export function hourOfDay(hour: number): number {
  return hour - HOURS_PER_DAY * dayOfHour(hour);
}

/**
 * Calls back with the recorded seconds of each local hour that a recording lies in. An hour that occurs twice when
 * clocks are set back has up to two hours; one that does not occur has none.
 */
export function forEachHour(
  clock: LocalClock,
  durationSeconds: number,
  callback: (hour: number, seconds: number) => void,
): void {
  const change = clock.change?.afterSeconds ?? durationSeconds;
  for (const [from, to] of [
    [0, Math.min(change, durationSeconds)],
    [change, durationSeconds],
  ] as const) {
    const shift = localTimeAt(clock, from) - from;
    let at = shift + from;
    while (at < shift + to) {
      const end = Math.min(shift + to, (hourOf(at) + 1) * HOUR_SECONDS);
      callback(hourOf(at), end - at);
      at = end;
    }
  }
}

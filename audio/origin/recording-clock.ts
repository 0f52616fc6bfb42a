import { Temporal } from 'temporal-polyfill';
import type { RecordingStart } from './types.js';

const SECOND = 1000;
const HOUR = 3_600_000;

/** A moment of a recording, rounded to milliseconds. */
export interface Moment {
  /** On the clock of the place: `2024-05-12T05:30:01.250`. */
  readonly local: string;
  /** What `local` is ahead of UTC at this moment: `+02:00`. Absent if it is not known. */
  readonly utcOffset?: string;
  /** The instant: `2024-05-12T03:30:01.250Z`. Absent if the offset is. */
  readonly utc?: string;
  /** Milliseconds since 1970 in local time, as if that were UTC. */
  readonly localMilliseconds: number;
  /** Milliseconds since 1970. Absent if the offset is. */
  readonly utcMilliseconds?: number;
}

/** A part of a recording that lies in one hour of local time. */
export interface LocalHour {
  /** `2024-05-12` */
  readonly date: string;
  /** 0 to 23 */
  readonly hour: number;
  /** In the recording. */
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Tells what time it is within a recording. Where clocks are changed during it, they are changed at that moment. */
export interface RecordingClock {
  /** The time so many seconds after the recording's start. */
  at(seconds: number): Moment;
  /**
   * Splits a span of the recording at the full hours of local time, and where clocks are changed. An hour that occurs
   * twice, as clocks are set back, is two parts.
   */
  hours(startSeconds: number, endSeconds: number): LocalHour[];
}

/** Does what `recordingClock` says. It is a module of its own because it loads the time zone library. */
export function createRecordingClock({ local, utcOffset, utc, timezone }: RecordingStart): RecordingClock {
  const origin =
    utc === undefined
      ? milliseconds(Temporal.PlainDateTime.from(local).toZonedDateTime('UTC'))
      : milliseconds(Temporal.Instant.from(utc));
  const offsets = utc === undefined ? UNKNOWN_OFFSET : offsetsFrom(utc, utcOffset ?? 'UTC', timezone);

  const at = (seconds: number): Moment => {
    const time = Math.round(origin + seconds * SECOND);
    const { milliseconds: offset, text } = offsets.at(time);
    const localMilliseconds = time + offset;
    const localText = isoText(localMilliseconds).slice(0, -1);
    if (utc === undefined) return { local: localText, localMilliseconds };
    return { local: localText, utcOffset: text, utc: isoText(time), localMilliseconds, utcMilliseconds: time };
  };
  return {
    at,
    hours(startSeconds, endSeconds) {
      const parts: LocalHour[] = [];
      const end = origin + endSeconds * SECOND;
      for (let time = origin + startSeconds * SECOND; time < end;) {
        const { milliseconds: offset, until } = offsets.at(time);
        const hourStart = Math.floor((time + offset) / HOUR) * HOUR;
        const next = Math.min(hourStart + HOUR - offset, until, end);
        parts.push({
          ...localHourOf(hourStart),
          startSeconds: (time - origin) / SECOND,
          endSeconds: (next - origin) / SECOND,
        });
        time = next;
      }
      return parts;
    },
  };
}

/** Returns the date and hour of a local time. @param localMilliseconds as in a moment */
export function localHourOf(localMilliseconds: number): Pick<LocalHour, 'date' | 'hour'> {
  const text = isoText(Math.floor(localMilliseconds));
  const at = text.indexOf('T');
  return { date: text.slice(0, at), hour: Number(text.slice(at + 1, at + 3)) };
}

/** What a clock is ahead of UTC, until it is changed. */
interface Offset {
  readonly milliseconds: number;
  readonly text: string;
  /** Milliseconds since 1970; Infinity if it is not changed. */
  readonly until: number;
}

interface Offsets {
  /** @param time milliseconds since 1970, not before the recording's start */
  at(time: number): Offset;
}

const UNKNOWN_OFFSET: Offsets = { at: () => ({ milliseconds: 0, text: '', until: Infinity }) };

function offsetsFrom(utc: string, utcOffset: string, timezone: string | undefined): Offsets {
  // A recorder whose zone is not known keeps the offset it started with.
  let zoned = Temporal.Instant.from(utc).toZonedDateTimeISO(timezone ?? utcOffset);
  const found: Offset[] = [];
  const last = (): Offset => found[found.length - 1]!;
  const add = (): void => {
    const next = zoned.getTimeZoneTransition('next');
    found.push({
      milliseconds: zoned.offsetNanoseconds / 1e6,
      text: zoned.offset,
      until: next?.epochMilliseconds ?? Infinity,
    });
    if (next) zoned = next;
  };
  add();
  return {
    at(time) {
      while (time >= last().until) add();
      return found.find(({ until }) => time < until)!;
    },
  };
}

function milliseconds(time: Temporal.Instant | Temporal.ZonedDateTime): number {
  return Number(time.epochNanoseconds) / 1e6;
}

function isoText(time: number): string {
  return Temporal.Instant.fromEpochMilliseconds(time).toString({ fractionalSecondDigits: 3 });
}

import { Temporal } from 'temporal-polyfill';

/** What a clock showed. */
export interface ClockTime {
  readonly local: Temporal.PlainDateTime;
  /** Minutes ahead of UTC; absent if unknown. */
  readonly offsetMinutes?: number;
}

/** Digits of a date and a time. */
export interface ClockDigits {
  readonly date: readonly [year: string, month: string, day: string];
  readonly time: readonly [hour: string, minute: string, second?: string | undefined, fraction?: string | undefined];
}

/** Returns the time if it is one: no month 13, no 30 February, no hour 24. */
export function clockTime({ date, time }: ClockDigits, offsetMinutes?: number): ClockTime | undefined {
  const [hour, minute, second = '00', fraction = '0'] = time;
  try {
    const local = Temporal.PlainDateTime.from(`${date.join('-')}T${hour}:${minute}:${second}.${fraction.slice(0, 9)}`);
    return { local, ...(offsetMinutes !== undefined && { offsetMinutes }) };
  } catch {
    return undefined;
  }
}

const TIMESTAMP = new RegExp(
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?/.source +
    / ?(Z|UTC|[+-]\d\d?(?::?\d\d)?)?$/.source,
  'i',
);

/** Reads an ISO 8601 timestamp, with a space for its T if need be: `2024-05-12T05:30:00.250+02:00`. */
export function parseTimestamp(text: string): ClockTime | undefined {
  const match = TIMESTAMP.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const offset = zone === undefined ? undefined : parseOffset(zone);
  if (zone !== undefined && offset === undefined) return undefined;
  return clockTime({ date: [year!, month!, day!], time: [hour!, minute!, second, fraction] }, offset);
}

/**
 * Reads an offset: `Z`, `UTC`, `+02:00`, `-0400`, `+1`.
 * @returns minutes ahead of UTC; undefined if no clock on Earth has it, as -00:15
 */
export function parseOffset(text: string): number | undefined {
  if (/^(Z|UTC)$/i.test(text)) return 0;
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d?)(?::?(\d\d))?$/.exec(text) ?? [];
  if (sign === undefined || Number(minutes) % 15 !== 0 || Number(minutes) >= 60) return undefined;
  const total = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return total >= -12 * 60 && total <= 14 * 60 ? total || 0 : undefined;
}

/** Formats minutes ahead of UTC: `+05:30`. */
export function formatOffset(offsetMinutes: number): string {
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`;
}

/** Milliseconds since 1970 of a time with an offset; without one, as if it were in UTC. */
export function epochMilliseconds({ local, offsetMinutes = 0 }: ClockTime): number {
  return local.toZonedDateTime('UTC').epochMilliseconds - offsetMinutes * 60_000;
}

/** Returns the UTC time of milliseconds since 1970. */
export function utcTime(milliseconds: number): ClockTime {
  const local = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO('UTC').toPlainDateTime();
  return { local, offsetMinutes: 0 };
}

/** Formats a time for a message: `2024-05-12T05:30:00+02:00`. */
export function formatClockTime({ local, offsetMinutes }: ClockTime): string {
  return local.toString() + (offsetMinutes === undefined ? '' : formatOffset(offsetMinutes));
}

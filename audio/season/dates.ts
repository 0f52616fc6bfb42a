import { Temporal } from 'temporal-polyfill';
import { dayOfHour, hourOf } from './tally/index.js';

/*
 * Local times are seconds since 1970, as `LocalClock` has them; days are numbered from 1970.
 */

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const EPOCH = Temporal.PlainDate.from('1970-01-01');

/** The calendar date of a day. */
export function dateOf(day: number): Temporal.PlainDate {
  return EPOCH.add({ days: day });
}

/** Day of a local time. */
export function dayOf(localSeconds: number): number {
  return dayOfHour(hourOf(localSeconds));
}

/** Formats a day as `12 May 2024`. */
export function dayText(day: number): string {
  return `${shortDayText(day)} ${dateOf(day).year}`;
}

/** Formats a day as `12 May`. */
export function shortDayText(day: number): string {
  const date = dateOf(day);
  return `${date.day} ${monthName(date.month).slice(0, 3)}`;
}

/** Formats a month as `May 2024`. */
export function monthText(day: number): string {
  const { month, year } = dateOf(day);
  return `${monthName(month).slice(0, 3)} ${year}`;
}

/** Formats the days from one to another: `12 to 26 May 2024`, `28 April to 3 May 2024`. */
export function daysText(from: number, to: number): string {
  const [first, last] = [dateOf(from), dateOf(to)];
  const end = `${last.day} ${monthName(last.month)} ${last.year}`;
  if (from === to) return end;
  if (first.year !== last.year) return `${first.day} ${monthName(first.month)} ${first.year} to ${end}`;
  return first.month === last.month ? `${first.day} to ${end}` : `${first.day} ${monthName(first.month)} to ${end}`;
}

/** Formats the time of the day as `05:30:12`. */
export function timeOfDayText(localSeconds: number): string {
  return compactTime(localSeconds).replace(/(..)(..)(..)/, '$1:$2:$3');
}

/** Formats the time of the day as `053012`. */
export function compactTime(localSeconds: number): string {
  const seconds = Math.floor(localSeconds) - 86_400 * dayOf(localSeconds);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join('');
}

/** Formats the date as `20240512`. */
export function compactDate(localSeconds: number): string {
  const { year, month, day } = dateOf(dayOf(localSeconds));
  return `${String(year).padStart(4, '0')}${two(month)}${two(day)}`;
}

/** Monday of a day's week. */
export function weekOf(day: number): number {
  // 1970 began on a Thursday.
  return day - ((((day + 3) % 7) + 7) % 7);
}

/** First of a day's month. */
export function monthOf(day: number): number {
  return day - dateOf(day).day + 1;
}

function monthName(month: number): string {
  return MONTHS[month - 1]!;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

import { count } from '../../../src/format-number.js';
import { html, minutesText, name, type Html } from '../../pages/index.js';
import { dayOf, dayText, timeOfDayText } from '../dates.js';
import { localTimeAt, type LocalClock, type SiteTally } from '../tally/index.js';

/** Formats a duration: `41 minutes`, `14.2 hours`, `310 hours`. */
export function durationText(seconds: number): string {
  if (seconds < 60) {
    const tenths = Number(seconds.toFixed(1));
    return `${tenths} second${tenths === 1 ? '' : 's'}`;
  }
  if (seconds < 3600) return minutesText(seconds / 60);
  const hours = seconds / 3600;
  const rounded = hours < 99.95 ? Number(hours.toFixed(1)) : Math.round(hours);
  return `${rounded.toLocaleString('en-US')} hour${rounded === 1 ? '' : 's'}`;
}

/** Formats a duration for cells of tables: `41 min`, `14.2 h`. */
export function shortDuration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  return `${hours < 99.95 ? Number(hours.toFixed(1)) : count(hours)} h`;
}

/** Formats a duration in minutes, without the unit: `41`, or `0.2` if it is less than one. */
export function minutesInCell(seconds: number): string {
  return seconds < 60 ? Math.max(0.1, seconds / 60).toFixed(1) : count(seconds / 60);
}

/** Formats a count for narrow cells: `9,876`, `12k`. */
export function shortCount(value: number): string {
  return value < 10_000 ? count(value) : `${count(Math.floor(value / 1000))}k`;
}

/** When a detection begins: `12 May 2024, 05:30:12`; null without a date. */
export function whenText(clock: LocalClock | undefined, seconds: number): string | null {
  if (clock === undefined) return null;
  const local = localTimeAt(clock, seconds);
  return `${dayText(dayOf(local))}, ${timeOfDayText(local)}`;
}

/** The name of a site, or what stands for it. */
export function siteName(site: SiteTally): Html {
  return site.name === null ? html`site unknown` : name(site.name);
}

/** Formats an hour of the day as `05:00`. */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

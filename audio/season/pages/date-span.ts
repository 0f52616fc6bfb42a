import { daysText } from '../dates.js';
import { dayOfHour } from '../tally/index.js';
import type { ByHour } from './activity.js';

/** The first to the last day with something: `12 to 26 May 2024`; null without any. */
export function dateSpan(hours: ByHour): string | null {
  let [from, to] = [Infinity, -Infinity];
  for (const hour of hours.keys()) {
    from = Math.min(from, hour);
    to = Math.max(to, hour);
  }
  return from <= to ? daysText(dayOfHour(from), dayOfHour(to)) : null;
}

import type { Moment } from '../../origin/index.js';
import type { TimeValue } from './column.js';

/** The instant, if it is known. */
export function utcTime({ utc, utcMilliseconds }: Moment): TimeValue | undefined {
  return utc === undefined || utcMilliseconds === undefined ? undefined : { text: utc, milliseconds: utcMilliseconds };
}

/** What the clock of the place shows. */
export function localTime({ local, localMilliseconds }: Moment): TimeValue {
  return { text: local, milliseconds: localMilliseconds };
}

/** Its date. */
export function localDate({ local, localMilliseconds }: Moment): TimeValue {
  return { text: local.slice(0, local.indexOf('T')), milliseconds: localMilliseconds };
}

/** Its hour, 0 to 23. */
export function localHour({ local }: Moment): number {
  const at = local.indexOf('T') + 1;
  return Number(local.slice(at, at + 2));
}

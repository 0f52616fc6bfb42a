import { ConfigError } from '../../src/errors.js';
import { nearestName } from '../../src/nearest-name.js';

/**
 * The names of three letters in the tz database. `Intl` also accepts ICU's abbreviations, such as BST, which it takes
 * for Bangladesh, and `Temporal` refuses those.
 */
const THREE_LETTER_NAMES: ReadonlySet<string> = new Set(
  'CET EET EST GMT HST MET MST PRC ROC ROK UCT UTC WET'.split(' '),
);
/** A constant offset. */
const OFFSET = /^[+-](?:0\d|1[0-4]):?[0-5]\d$/;

/**
 * Checks a time zone.
 * @param timezone an IANA name (`Europe/Berlin`), or an offset (`+01:00`)
 * @throws ConfigError if there is none of this name, with the nearest ones
 */
export function checkTimezone(timezone: string): void {
  if (isTimezone(timezone)) return;
  const near = nearNames(timezone);
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  throw new ConfigError(
    `unknown time zone: expected an IANA name such as Europe/Berlin, or an offset such as +01:00, ` +
      `got ${JSON.stringify(timezone)}${hint}`,
  );
}

/** Whether there is such a time zone, as above. */
export function isTimezone(timezone: string): boolean {
  return OFFSET.test(timezone) || isTimezoneName(timezone);
}

function isTimezoneName(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  if (/^[A-Z]{3}$/i.test(name) && !THREE_LETTER_NAMES.has(name.toUpperCase())) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Finds names like the one given, and those of cities like it. An abbreviation (CEST) is like none. */
function nearNames(name: string): string[] {
  if (/^[A-Z]{2,4}$/.test(name)) return [];
  const names = Intl.supportedValuesOf('timeZone');
  const city = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1);
  const nearest = nearestName(name, names);
  const nearestCity = nearestName(city(name).replaceAll(' ', '_'), names.map(city));
  return [...new Set([nearest, names.find((zone) => city(zone) === nearestCity)])].filter((zone) => zone !== undefined);
}

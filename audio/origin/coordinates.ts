import { parseNumber } from './text.js';
import type { Coordinates } from './types.js';

/**
 * Returns a place on Earth; undefined for anything else, and for 0, 0, which recorders state before they know theirs.
 */
export function coordinatesOf(latitude: number | undefined, longitude: number | undefined): Coordinates | undefined {
  if (latitude === undefined || longitude === undefined || (latitude === 0 && longitude === 0)) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  return { latitude, longitude };
}

/** Reads `52.52 13.40`, with a comma between them or not, and in brackets or not. */
export function parsePair(text: string): Coordinates | undefined {
  const [latitude, longitude, ...more] = text
    .replace(/^[[(]|[\])]$/g, '')
    .trim()
    .split(/[\s,;]+/);
  if (latitude === undefined || longitude === undefined || more.length > 0) return undefined;
  return coordinatesOf(parseNumber(latitude), parseNumber(longitude));
}

/** Whether a text states that there is no place: nothing, or zeros. */
export function isNowhere(text: string): boolean {
  return !/[1-9]/.test(text);
}

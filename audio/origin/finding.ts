import type { ClockTime } from './clock-time.js';
import type { OriginSource } from './names.js';
import type { Coordinates } from './types.js';

/** What one source says of a recording. */
export interface Finding {
  readonly source: OriginSource;
  readonly time?: ClockTime;
  readonly coordinates?: Coordinates;
  /** What a person called the site. */
  readonly site?: string;
  /** Name or serial number of the recorder, as it begins file names. */
  readonly prefix?: string;
  readonly make?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly deployment?: string;
  readonly battery?: { readonly volts: number; readonly bound?: 'below' | 'above' };
  readonly temperatureCelsius?: number;
  /** What could not be read, to follow "its GUANO": `has no readable Timestamp: "yesterday"`. */
  readonly problems?: readonly string[];
}

/** Properties that have a value, without those that are undefined or empty. */
export function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

import type { Format } from './format.js';

/** How results can be written: each format by its name, loaded when it is needed. A new one is a row here. */
const FORMATS = {
  json: async () => (await import('./json.js')).json,
  csv: async () => (await import('./csv.js')).csv,
  raven: async () => (await import('./raven.js')).raven,
  audacity: async () => (await import('./audacity.js')).audacity,
} satisfies Readonly<Record<string, () => Promise<Format>>>;

export type FormatName = keyof typeof FORMATS;

/** Names of the formats. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** A format that results can be written in. */
export function loadFormat(name: FormatName): Promise<Format> {
  return FORMATS[name]();
}

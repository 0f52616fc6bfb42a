import type { Format } from './format.js';

/** Output formats by name, each loaded on first use. Add a new format here. */
const FORMATS = {
  json: async () => (await import('./json.js')).json,
  csv: async () => (await import('./csv.js')).csv,
  raven: async () => (await import('./raven.js')).raven,
  audacity: async () => (await import('./audacity.js')).audacity,
  birdnet: async () => (await import('./birdnet.js')).birdnet,
} satisfies Readonly<Record<string, () => Promise<Format>>>;

export type FormatName = keyof typeof FORMATS;

/** Names of the output formats. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** Loads an output format. */
export function loadFormat(name: FormatName): Promise<Format> {
  return FORMATS[name]();
}

import { FORMAT_NAMES, loadFormat, type FormatName } from '../../../audio/classify/formats/names.js';
import type { Format } from '../../../audio/classify/index.js';

/** How the command can write results: as a table for people, or in a format of the library. */
export const COMMAND_FORMATS = ['table', ...FORMAT_NAMES] as const;
export type CommandFormat = 'table' | FormatName;

/** A format by its name. */
export async function commandFormat(name: CommandFormat): Promise<Format> {
  return name === 'table' ? (await import('./table.js')).table : loadFormat(name);
}

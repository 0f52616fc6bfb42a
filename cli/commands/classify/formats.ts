import { FORMAT_NAMES, loadFormat, type FormatName } from '../../../audio/results/formats/names.js';
import type { Format } from '../../../audio/results/index.js';

/** Output formats of the command: a table to read, and the formats of the library. */
export const COMMAND_FORMATS = ['table', ...FORMAT_NAMES] as const;
export type CommandFormat = 'table' | FormatName;

/** Loads a format by name. */
export async function commandFormat(name: CommandFormat): Promise<Format> {
  return name === 'table' ? (await import('./table.js')).table : loadFormat(name);
}

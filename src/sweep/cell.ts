import { createHash } from 'node:crypto';

/** Settings by full path, e.g. `loss.alpha`, with their values. */
export type Settings = Readonly<Record<string, unknown>>;

/** One point of a sweep: a combination of settings, shared by trials that differ only in their seeds. */
export interface Cell {
  /** Settings that define the cell. */
  readonly settings: Settings;
  /** Display name; default: the settings, e.g. `loss.alpha=0.3 loss.beta=0.2`. */
  readonly name: string;
  /** Folder of its trials, inside that of the sweep. Depends on the settings, but not on their order. */
  readonly folder: string;
}

/** Longest folder name: readable in a listing, and within the limits of file systems. */
const LONGEST_FOLDER = 100;

/** Creates a cell from its settings. */
export function createCell(settings: Settings, name: string = describe(settings)): Cell {
  return { settings, name, folder: folderOf(settings) };
}

/** Formats a value: strings without quotes, everything else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function describe(settings: Settings): string {
  const parts = Object.entries(settings).map(([path, value]) => `${path}=${valueText(value)}`);
  return parts.length > 0 ? parts.join(' ') : 'as configured';
}

/** Builds a readable folder name, with a hash where the text could be illegal or ambiguous in a file system. */
function folderOf(settings: Settings): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return 'base';
  const text = sorted.map(([path, value]) => `${path}=${valueText(value)}`).join(',');
  const safe = text.replace(/[^\w.=,-]/g, '_').slice(0, LONGEST_FOLDER);
  const unambiguous = safe === text && sorted.every(([, value]) => isPlain(value));
  if (unambiguous) return safe;
  const hash = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8);
  return `${safe}-${hash}`;
}

/**
 * Whether the text of a value identifies it: `"1"` reads like `1`, and `"A"` and `"a"` are the same file name on some
 * systems.
 */
function isPlain(value: unknown): boolean {
  return typeof value === 'string'
    ? /^[a-z][a-z0-9-]*$/.test(value) && value !== 'true' && value !== 'false' && value !== 'null'
    : true;
}

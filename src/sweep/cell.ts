import { createHash } from 'node:crypto';

/** Values of settings by their full paths, such as `loss.alpha`. */
export type Settings = Readonly<Record<string, unknown>>;

/** One point of a sweep: settings that every trial of it has in common, whatever its seed. */
export interface Cell {
  /** Settings that make it this cell. */
  readonly settings: Settings;
  /** For people; `loss.alpha=0.3 loss.beta=0.2` unless it has a name of its own. */
  readonly name: string;
  /** Folder of its trials, below that of the sweep. The same settings give the same folder, in whatever order they were given. */
  readonly folder: string;
}

/** Longest name that is still pleasant to read in a listing, and within what file systems allow. */
const LONGEST_FOLDER = 100;

/** A cell from its settings. */
export function createCell(settings: Settings, name: string = describe(settings)): Cell {
  return { settings, name, folder: folderOf(settings) };
}

/** A value as people write it: text without quotes, the rest as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function describe(settings: Settings): string {
  const parts = Object.entries(settings).map(([path, value]) => `${path}=${valueText(value)}`);
  return parts.length > 0 ? parts.join(' ') : 'as configured';
}

/** Readable where it can be; what a file system might not take, or would take for something else, is told apart by a hash. */
function folderOf(settings: Settings): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return 'base';
  const plain = sorted.map(([path, value]) => `${path}=${valueText(value)}`).join(',');
  const safe = plain.replace(/[^\w.=,-]/g, '_').slice(0, LONGEST_FOLDER);
  const faithful = safe === plain && sorted.every(([, value]) => isPlain(value));
  if (faithful) return safe;
  const hash = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8);
  return `${safe}-${hash}`;
}

/** Whether the text of a value cannot be mistaken for another value's: `"1"` reads like `1`, and `"A"` is one file with `"a"` on some systems. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string'
    ? /^[a-z][a-z0-9-]*$/.test(value) && value !== 'true' && value !== 'false' && value !== 'null'
    : true;
}

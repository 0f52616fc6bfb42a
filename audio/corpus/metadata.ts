import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DatasetError } from '../../src/errors.js';
import { formatList } from './names.js';

/** A row of metadata.csv: values by column name, in lower case. */
export type MetadataRow = Readonly<Record<string, string>>;

/** Rows of metadata.csv, matched to the files of a corpus. */
export interface Metadata {
  /** Rows by the file's path below the corpus folder, spelled as on disk. */
  readonly rows: ReadonlyMap<string, MetadataRow>;
  /** One line per warning. */
  readonly warnings: readonly string[];
}

/**
 * Reads metadata.csv and matches its rows to files: by path below the corpus folder, or by file name if only one file
 * has that name. Names are compared after Unicode normalisation (NFC). Accepts commas, semicolons or tabs, with or
 * without a byte order mark. Rows that match no file, and second rows for a file, are ignored with a warning.
 * @param path path of metadata.csv
 * @param files paths below the corpus folder, with `/`
 * @returns undefined if there is no metadata.csv
 * @throws DatasetError if it cannot be read, is not a CSV file, or has no column `file`
 */
export async function readMetadata(path: string, files: readonly string[]): Promise<Metadata | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new DatasetError(`${path}: cannot be read: ${cause.code}`, { cause });
  });
  if (text === undefined) return undefined;
  const index = indexFiles(files);
  const rows = new Map<string, MetadataRow>();
  const missing: string[] = [];
  const duplicated: string[] = [];
  for (const row of parseRows(text, path)) {
    const name = row['file'] ?? '';
    const file = index(name);
    if (file === undefined) missing.push(name || '(empty)');
    else if (rows.has(file)) duplicated.push(file);
    else rows.set(file, row);
  }
  const warnings: string[] = [];
  if (missing.length > 0) warnings.push(`${path}: names ${countFiles(missing)} not exist: ${formatList(missing)}`);
  if (duplicated.length > 0) {
    warnings.push(`${path}: has more than one row for ${formatList(duplicated)}; using the first`);
  }
  return { rows, warnings };
}

function countFiles(names: readonly string[]): string {
  return names.length === 1 ? 'a file that does' : `${names.length} files that do`;
}

function parseRows(text: string, path: string): MetadataRow[] {
  let rows: MetadataRow[];
  try {
    rows = parse(text, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      delimiter: delimiterOf(text),
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    });
  } catch (cause) {
    throw new DatasetError(`${path}: not a CSV file: ${(cause as Error).message}`, { cause });
  }
  const columns = Object.keys(rows[0] ?? {});
  if (rows.length > 0 && !columns.includes('file')) {
    throw new DatasetError(`${path}: expected a column named "file", got ${columns.join(', ')}`);
  }
  return rows;
}

/** Returns the delimiter that is most frequent in the first line. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/\r?\n|$/));
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** Creates a lookup from the name in a row to the file. */
function indexFiles(files: readonly string[]): (name: string) => string | undefined {
  const byPath = new Map(files.map((file) => [canonical(file), file]));
  const byName = new Map<string, string | undefined>();
  for (const file of files) {
    const name = canonical(file).replace(/^.*\//, '');
    byName.set(name, byName.has(name) ? undefined : file);
  }
  return (name) => byPath.get(canonical(name)) ?? byName.get(canonical(name));
}

function canonical(name: string): string {
  return name
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')
    .normalize('NFC');
}

import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DatasetError } from '../../src/errors.js';
import { listed } from './names.js';

/** One row of metadata.csv, every column by its name. */
export type MetadataRow = Readonly<Record<string, string>>;

/** What metadata.csv says about the files of a corpus. */
export interface Metadata {
  /** By the file's path below the corpus folder, as it is on disk. */
  readonly rows: ReadonlyMap<string, MetadataRow>;
  /** One line each. */
  readonly warnings: readonly string[];
}

/**
 * Reads metadata.csv and matches its rows to files: by path below the corpus folder, or by name alone where only one file has it. Comma,
 * semicolon or tab; with or without a byte order mark; composed and decomposed letters are the same.
 * @param files paths below the folder, with `/`
 * @returns undefined if there is no such file
 * @throws DatasetError if it is no CSV or has no column `file`
 */
export async function readMetadata(path: string, files: readonly string[]): Promise<Metadata | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new DatasetError(`${path}: cannot be read: ${cause.code}`, { cause });
  });
  if (text === undefined) return undefined;
  const index = indexFiles(files);
  const rows = new Map<string, MetadataRow>();
  const absent: string[] = [];
  const repeated: string[] = [];
  for (const row of parseRows(text, path)) {
    const name = row['file'] ?? '';
    const file = index(name);
    if (file === undefined) absent.push(name || '(empty)');
    else if (rows.has(file)) repeated.push(file);
    else rows.set(file, row);
  }
  const warnings: string[] = [];
  if (absent.length > 0) warnings.push(`${path}: names ${counted(absent)} not there: ${listed(absent)}`);
  if (repeated.length > 0) {
    warnings.push(`${path}: has more than one row for ${listed(repeated)}; the first is used`);
  }
  return { rows, warnings };
}

function counted(names: readonly string[]): string {
  return names.length === 1 ? 'a file that is' : `${names.length} files that are`;
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

/** The one that its first line has most of. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/\r?\n|$/));
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** Finds a file by what a row calls it. */
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

import { DatasetError } from '../../src/errors.js';
import { formatList } from '../corpus/names.js';
import { matchFiles } from './match-files.js';
import { readTable } from './read-table.js';

/** A row of metadata.csv: values by column name, in lower case. */
export type MetadataRow = Readonly<Record<string, string>>;

/** Rows of metadata.csv, matched to the files of a folder. */
export interface Metadata {
  /** Rows by the file's path below the folder, spelled as on disk. */
  readonly rows: ReadonlyMap<string, MetadataRow>;
  /** One line per warning. */
  readonly warnings: readonly string[];
}

/**
 * Reads metadata.csv and matches its rows to files: by path below the folder, or by file name if only one file has that
 * name. Names are compared after Unicode normalisation (NFC). Accepts commas, semicolons or tabs, UTF-8, UTF-16 and
 * Windows-1252. Rows that match no file or several, and second rows for a file, are ignored with a warning.
 * @param path path of metadata.csv
 * @param files paths below the folder, with `/`
 * @param options.isPart whether they are some of its files: then rows of others are no mistake
 * @throws DatasetError if it cannot be read, is not a CSV file, or has no column `file`
 */
export async function readMetadata(
  path: string,
  files: readonly string[],
  { isPart = false }: { readonly isPart?: boolean } = {},
): Promise<Metadata> {
  const table = await readTable(path);
  if (table.rows.length > 0 && !table.columns.includes('file')) {
    throw new DatasetError(`${path}: expected a column named "file", got ${table.columns.join(', ')}`);
  }
  const match = matchFiles(files);
  const rows = new Map<string, MetadataRow>();
  const missing: string[] = [];
  const ambiguous = new Set<string>();
  const duplicated = new Set<string>();
  for (const row of table.rows) {
    const name = row['file'] ?? '';
    const [file, ...others] = match(name);
    if (file === undefined) missing.push(name || '(empty)');
    else if (others.length > 0) ambiguous.add(`${name} (${formatList([file, ...others])})`);
    else if (rows.has(file)) duplicated.add(file);
    else rows.set(file, row);
  }
  const warnings: string[] = [];
  if (table.encoding === 'Windows-1252') warnings.push(`${path}: is not in UTF-8; read as Windows-1252`);
  if (missing.length > 0 && !isPart) {
    const what = missing.length === 1 ? 'a file that is' : `${missing.length} files that are`;
    warnings.push(`${path}: names ${what} not among the recordings: ${formatList(missing)}`);
  }
  if (ambiguous.size > 0) {
    warnings.push(
      `${path}: ambiguous, because several recordings have this name: ${formatList([...ambiguous])}; ` +
        'ignored: give the path below the folder',
    );
  }
  if (duplicated.size > 0) {
    warnings.push(`${path}: has more than one row for ${formatList([...duplicated])}; using the first`);
  }
  return { rows, warnings };
}

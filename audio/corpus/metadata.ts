import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DatasetError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';
import { specialFileReason } from '../files/index.js';
import { decodeText } from './decode-text.js';
import { matchFiles } from './match-files.js';
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
 * has that name. Names are compared after Unicode normalisation (NFC). Accepts commas, semicolons or tabs, UTF-8,
 * UTF-16 and Windows-1252. Rows that match no file or several, and second rows for a file, are ignored with a warning.
 * @param path path of metadata.csv
 * @param files paths below the corpus folder, with `/`
 * @throws DatasetError if it cannot be read, is not a CSV file, or has no column `file`
 */
export async function readMetadata(path: string, files: readonly string[]): Promise<Metadata> {
  const { text, encoding } = decodeText(await readBytes(path));
  const match = matchFiles(files);
  const rows = new Map<string, MetadataRow>();
  const missing: string[] = [];
  const ambiguous = new Set<string>();
  const duplicated = new Set<string>();
  for (const row of parseRows(text, path)) {
    const name = row['file'] ?? '';
    const [file, ...others] = match(name);
    if (file === undefined) missing.push(name || '(empty)');
    else if (others.length > 0) ambiguous.add(`${name} (${formatList([file, ...others])})`);
    else if (rows.has(file)) duplicated.add(file);
    else rows.set(file, row);
  }
  const warnings: string[] = [];
  if (encoding === 'Windows-1252') warnings.push(`${path}: is not in UTF-8; read as Windows-1252`);
  if (missing.length > 0) {
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

async function readBytes(path: string): Promise<Buffer> {
  try {
    const special = specialFileReason(await stat(path));
    if (special !== undefined) throw new DatasetError(`${path}: ${special}`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError(`${path}: cannot be read: ${systemErrorReason(cause)}`, { cause });
  }
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

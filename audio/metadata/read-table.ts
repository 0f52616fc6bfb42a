import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DatasetError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';
import { specialFileReason } from '../files/index.js';
import { decodeText, type DecodedText } from './decode-text.js';

/** A row of a table: values by column name, in lower case. */
export type TableRow = Readonly<Record<string, string>>;

/** A table that a person or another program wrote. */
export interface Table {
  readonly rows: readonly TableRow[];
  /** In lower case. */
  readonly columns: readonly string[];
  /** Its encoding, if it is not UTF-8. */
  readonly encoding?: DecodedText['encoding'];
}

/**
 * Reads a CSV file: with commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1252. Rows without a value are
 * skipped.
 * @throws DatasetError if it cannot be read, or is not a CSV file
 */
export async function readTable(path: string): Promise<Table> {
  const { text: whole, encoding } = decodeText(await readBytes(path));
  // Excel writes the delimiter into a line of its own.
  const text = whole.replace(/^\uFEFF?sep=.\r?\n/i, '');
  let columns: string[] = [];
  try {
    const rows: TableRow[] = parse(text, {
      bom: true,
      columns: (header: string[]) => (columns = header.map((name) => name.trim().toLowerCase())),
      delimiter: delimiterOf(text),
      trim: true,
      skip_empty_lines: true,
      // Spreadsheets write empty cells behind the last row.
      skip_records_with_empty_values: true,
      relax_column_count: true,
      // One stray quote, as in 5" pipe, should not cost the table.
      relax_quotes: true,
    });
    return { rows, columns, ...(encoding !== undefined && { encoding }) };
  } catch (cause) {
    throw new DatasetError(`${path}: not a CSV file: ${(cause as Error).message}`, { cause });
  }
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

/** Returns the delimiter that is most frequent in the header: the first line that is not blank. */
function delimiterOf(text: string): string {
  const header = /^.*\S.*$/m.exec(text)?.[0] ?? '';
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Readonly<Record<string, string>>;

/** Reads results.csv of a sweep without its running times. */
export function readTable(out: string): Row[] {
  const table = parse<Record<string, string>>(readFileSync(join(out, 'results.csv')), { columns: true });
  return table.map((row) => ({ ...row, seconds: '' }));
}

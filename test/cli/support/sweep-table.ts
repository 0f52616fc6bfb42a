import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Readonly<Record<string, string>>;

/** results.csv of a sweep without what the clock decides. */
export function readTable(out: string): Row[] {
  const table = parse<Record<string, string>>(readFileSync(join(out, 'results.csv')), { columns: true });
  return table.map((row) => ({ ...row, seconds: '' }));
}

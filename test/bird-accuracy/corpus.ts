import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { csvText } from '#src/csv.js';

/** A recording of a labelled corpus. */
export interface Item {
  /** Path below the corpus. */
  readonly file: string;
  readonly species: string;
  /** Recordings of one group are never divided. */
  readonly group: string;
}

/** A row of a corpus's metadata.csv. */
export type Row = Readonly<Record<string, string>>;

/** Reads the metadata of a corpus. */
export async function readRows(corpus: string): Promise<readonly Row[]> {
  const text = await readFile(join(corpus, 'metadata.csv'), 'utf8');
  return parse<Record<string, string>>(text, { columns: true, skip_empty_lines: true, bom: true });
}

/** Reads the recordings of a corpus. @param groupBy column whose values are not divided */
export async function readItems(corpus: string, groupBy = 'group'): Promise<Item[]> {
  return (await readRows(corpus)).map((row) => {
    const file = row['file']!;
    // The folder of a recording, by which the model names its species.
    return { file, species: file.slice(0, file.indexOf('/')), group: row[groupBy]! };
  });
}

/**
 * Makes a corpus of links to recordings, one fold of which is the test split. Training holds out its own recordings of
 * the others.
 * @param folder created
 */
export async function linkFold(
  folder: string,
  corpus: string,
  items: readonly Item[],
  isTest: (index: number) => boolean,
): Promise<void> {
  for (const { file } of items) {
    const link = join(folder, file);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve(corpus, file), link);
  }
  const rows = items.map(({ file, species, group }, index) => [file, species, group, isTest(index) ? 'test' : '']);
  await writeFile(join(folder, 'metadata.csv'), csvText([['file', 'species', 'group', 'split'], ...rows]));
}

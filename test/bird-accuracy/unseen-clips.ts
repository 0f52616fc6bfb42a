import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIP_FOLDER } from '#src/package.js';
import { readRows, type Row } from './corpus.js';

/** Clips of ESC-10, as paths below it, without those of the recordists whose clips ship with Lyrebird. */
export async function unseenClips(other: string, isWanted: (row: Row) => boolean): Promise<string[]> {
  const shipped = JSON.parse(await readFile(join(CLIP_FOLDER, 'clips.json'), 'utf8')) as {
    readonly recordist: string;
  }[];
  const people = new Set(shipped.map(({ recordist }) => recordist));
  const rows = await readRows(other);
  return rows.filter((row) => isWanted(row) && !people.has(row['recordist']!)).map(({ file }) => file!);
}

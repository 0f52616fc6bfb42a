import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import wav from 'node-wav';
import { makeFolder, outputError, refuseLinks, writeFileAtomically } from '../../src/files/index.js';
import { OutputError } from '../../src/errors.js';

/** First line of the README.txt of a folder of synthetic recordings. */
export const TITLE = 'SYNTHETIC BIRD SONG: made by formula, no bird was recorded.';

/** Called after each recording that is written. */
export type SynthesisProgress = (progress: {
  readonly done: number;
  readonly total: number;
  readonly file: string;
}) => void;

/** A recording to synthesise. */
export interface RecordingPlan {
  /** Path below the folder, with `/`. */
  readonly file: string;
  record(): Float32Array;
}

/** A folder of synthetic recordings. */
export interface FolderPlan {
  readonly dir: string;
  readonly recordings: readonly RecordingPlan[];
  readonly sampleRateHz: number;
  /** Text of README.txt, from `TITLE` on. Two folders with the same text have the same recordings. */
  readonly readme: string;
  /** Name and rows of the table beside it. */
  readonly table: { readonly name: string; readonly rows: readonly Readonly<Record<string, string>>[] };
  readonly onProgress?: SynthesisProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a folder of synthetic recordings as 16-bit WAV files, with a README.txt and a table. If it already contains
 * the same recordings, nothing is written; if it contains some of them, it is completed.
 * @returns whether nothing was written
 * @throws OutputError if the folder contains something else, or cannot be written to
 */
export async function writeSyntheticFolder(plan: FolderPlan): Promise<boolean> {
  const { dir, recordings, sampleRateHz, readme, table, onProgress, signal } = plan;
  if ((await stateOf(dir, readme, table.name)) === 'complete') return true;
  await refuseLinks(dir, new Set(recordings.map(({ file }) => dirname(file))));
  await write(join(dir, 'README.txt'), readme);
  for (const [index, { file, record }] of recordings.entries()) {
    signal?.throwIfAborted();
    const bytes = wav.encode([record()], { sampleRate: sampleRateHz, float: false, bitDepth: 16 });
    await write(join(dir, file), bytes);
    onProgress?.({ done: index + 1, total: recordings.length, file });
  }
  // Written last: its presence marks the folder as complete.
  await write(join(dir, table.name), stringify([...table.rows], { header: true }));
  return false;
}

/** Determines the state of the folder: `begun` if it contains part of the same recordings. */
async function stateOf(dir: string, readme: string, table: string): Promise<'empty' | 'begun' | 'complete'> {
  const entries = await readdir(dir).catch((cause: NodeJS.ErrnoException): string[] => {
    if (cause.code === 'ENOENT') return [];
    throw outputError(dir, cause);
  });
  if (entries.length === 0) return 'empty';
  const present = await readFile(join(dir, 'README.txt'), 'utf8').catch(() => '');
  if (present === readme) return entries.includes(table) ? 'complete' : 'begun';
  const contents = present.startsWith(TITLE) ? 'a synthetic corpus with other settings' : 'other files';
  throw new OutputError(`${dir}: contains ${contents}; choose an empty or new folder`);
}

async function write(file: string, content: string | Buffer): Promise<void> {
  await makeFolder(dirname(file));
  await writeFileAtomically(file, content);
}

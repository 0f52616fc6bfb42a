import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';

/** A row of clips.json: a recording without birds, and where it is from. */
export interface ClipRow {
  /** File name of an Ogg Vorbis file in the folder of the list. */
  readonly file: string;
  /** What is heard, such as `rain`. */
  readonly sound: string;
  readonly recordist: string;
  readonly licence: string;
  /** Page of the recording on Freesound. */
  readonly source: string;
  /** Fold of ESC-10, from 1 to 5. */
  readonly fold: number;
  /** Number of the recording on Freesound; clips cut from one recording share it. */
  readonly group: string;
  /** Of the file's bytes, in hexadecimal digits. */
  readonly sha256: string;
}

const LIST = 'clips.json';

/**
 * Reads the list of clips in a folder.
 * @throws DatasetError if the list is missing or damaged
 */
export async function readClipList(folder: string): Promise<readonly ClipRow[]> {
  const file = join(folder, LIST);
  const bytes = await readPackageFile(file);
  try {
    return JSON.parse(bytes.toString()) as readonly ClipRow[];
  } catch (cause) {
    throw damagedFileError(file, 'is not JSON', cause);
  }
}

/**
 * Reads a file that ships with Lyrebird.
 * @throws DatasetError if it cannot be read
 */
export async function readPackageFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw damagedFileError(file, `cannot be read: ${systemErrorReason(cause)}`, cause);
  }
}

/** Returns the error about a missing or damaged file of Lyrebird's. */
export function damagedFileError(file: string, problem: string, cause?: unknown): DatasetError {
  return new DatasetError(`${file}: ${problem}; it is part of Lyrebird: reinstall it`, { cause });
}

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../../errors.js';
import { createFileAtomically } from '../../files/index.js';
import { parseJson } from '../../parse-json.js';

/** Far more than the indices of the largest data set take. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A split that is drawn once and saved. */
export interface NamedSplit {
  /** Identifies the data and the draw. */
  readonly name: string;
  /** Fingerprint of the data from which the split was drawn. */
  readonly fingerprint: string;
}

/** File format of a split. */
export interface SplitFormat<T> {
  readonly encode: (split: T) => string;
  /** @throws DatasetError if the file cannot be read, or is not a split */
  readonly read: (path: string) => Promise<T>;
}

/**
 * Writes a split to `<folder>/<name>.json` atomically. An existing file is never overwritten; it must contain the
 * same split.
 * @param folder must exist
 * @returns the path
 * @throws DatasetError if the file exists and contains a different split
 * @throws OutputError if the file cannot be written
 */
export async function writeSplitOnce<T extends NamedSplit>(
  folder: string,
  split: T,
  { encode, read }: SplitFormat<T>,
): Promise<string> {
  const path = join(folder, `${split.name.replace(/[^\w.-]+/g, '-')}.json`);
  if (await createFileAtomically(path, encode(split))) return path;
  const existing = await read(path);
  if (encode(existing) === encode(split)) return path;
  const difference = existing.fingerprint === split.fingerprint ? 'different examples' : 'a split of different data';
  throw new DatasetError(
    `${path}: expected ${split.name} as just drawn, got ${difference}: ` +
      `splits are never overwritten; move the file away, or use it as is`,
  );
}

/**
 * Reads the unchecked content of a split file.
 * @param description of the expected content, for messages
 * @throws DatasetError if the file cannot be read, is too large, or is not JSON
 */
export async function readSplitFile(path: string, description: string): Promise<unknown> {
  const unreadable = (cause: NodeJS.ErrnoException): never => {
    throw new DatasetError(`${path}: cannot be read: ${cause.message}`, { cause });
  };
  const { size } = await stat(path).catch(unreadable);
  if (size > MAX_BYTES) throw new DatasetError(`${path}: expected ${description}, got a file of ${size} bytes`);
  const text = await readFile(path, 'utf8').catch(unreadable);
  try {
    return parseJson(text);
  } catch (cause) {
    throw new DatasetError(`${path}: expected ${description} in JSON, got invalid JSON`, { cause });
  }
}

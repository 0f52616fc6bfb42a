import { constants, copyFile, link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError, OutputError } from '../../errors.js';

/** What is drawn once and kept. */
export interface NamedSplit {
  /** Says everything. */
  readonly name: string;
  /** Of the data that it was drawn from. */
  readonly fingerprint: string;
}

/** How a split is a file. */
export interface SplitFormat<T> {
  readonly encode: (split: T) => string;
  /** @throws DatasetError if the file cannot be read, or is not a split */
  readonly read: (path: string) => Promise<T>;
}

/**
 * Writes a split to `<folder>/<its name>.json`, whole or not at all. It is never overwritten: a file of that name must say the same.
 * @param folder must be there
 * @returns the path
 * @throws DatasetError if another split of that name is there
 * @throws OutputError if it cannot be written
 */
export async function writeSplitOnce<T extends NamedSplit>(
  folder: string,
  split: T,
  { encode, read }: SplitFormat<T>,
): Promise<string> {
  const path = join(folder, `${split.name.replace(/[^\w.-]+/g, '-')}.json`);
  if (await createExclusively(path, encode(split))) return path;
  const there = await read(path);
  if (encode(there) === encode(split)) return path;
  const other = there.fingerprint === split.fingerprint ? 'other examples' : 'one of other data';
  throw new DatasetError(
    `${path}: expected ${split.name} as it was drawn now, got ${other}: splits are never overwritten; move it away, or use it as it is`,
  );
}

/**
 * The content of a split's file, unchecked.
 * @param what it should be, for messages
 * @throws DatasetError if the file cannot be read, or is not JSON
 */
export async function readSplitFile(path: string, what: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new DatasetError(`${path}: cannot be read: ${cause.message}`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DatasetError(`${path}: expected ${what} in JSON, got something else`, { cause });
  }
}

let written = 0;

/**
 * Makes a file that was not there, with all its content: a link to a finished file either appears or, if the name is taken, does not.
 * @returns whether it was made
 */
async function createExclusively(path: string, content: string): Promise<boolean> {
  const temporary = `${path}.${process.pid}-${++written}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path).catch(async (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') throw cause;
      // A file system without links.
      await copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new OutputError(`cannot write ${path}: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OutputError } from '../errors.js';

/*
 * write-file-atomic does the same, but does not check how much of the data was written: when the disk fills up
 * half-way, it replaces the old file with half of the new one.
 */

let written = 0;

/** Names of the temporary files written below; a killed program leaves them behind. */
const TEMPORARY = /\.\d+-\d+\.tmp$/;

/**
 * Writes a file atomically, even if the program is killed or the machine stops: writes a temporary file next to it,
 * syncs it to disk, then renames it over the old file.
 * @throws OutputError naming the path; the old file stays unchanged
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}-${++written}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw outputError(path, cause);
  }
}

/** Creates a folder and its parents. @throws OutputError */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw outputError(path, cause);
  });
}

/** Removes temporary files that killed programs left in a folder, if `ours` accepts the name of their target. */
export async function removeLeftovers(folder: string, ours: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (TEMPORARY.test(name) && ours(name.replace(TEMPORARY, ''))) await rm(join(folder, name), { force: true });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than this system allows',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file is in the way of one of its folders',
  EEXIST: 'a file is in the way',
  EISDIR: 'a folder is in the way',
  ENAMETOOLONG: 'the name is too long',
};

/** Turns an error from writing `path` into a one-line OutputError. */
export function outputError(path: string, cause: unknown): OutputError {
  if (cause instanceof OutputError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = (code && REASONS[code]) ?? (message || String(cause));
  return new OutputError(`cannot write ${path}: ${reason}${code ? ` (${code})` : ''}`, { cause });
}

/** Syncs the rename itself to disk. Ignores file systems that cannot sync folders. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OutputError } from '../errors.js';

/*
 * write-file-atomic does the same but for one thing: it does not look at how much of the data was written, and on a disk that fills
 * up half-way it renames the half over the whole.
 */

let written = 0;

/** Names of the temporary files below, as killed programs leave them. */
const TEMPORARY = /\.\d+-\d+\.tmp$/;

/**
 * Writes a file as a whole or not at all, also when the program is killed or the machine stops: into a temporary file beside it, to
 * the disk, then over the old one.
 * @throws OutputError naming the path; what was there before is unharmed
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

/** Makes a folder and those above it. @throws OutputError */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw outputError(path, cause);
  });
}

/** Removes temporary files that killed programs left in a folder, if they belong to a file whose name `ours` accepts. */
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

/** What went wrong in writing `path`, in one line. */
export function outputError(path: string, cause: unknown): OutputError {
  if (cause instanceof OutputError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = (code && REASONS[code]) ?? (message || String(cause));
  return new OutputError(`cannot write ${path}: ${reason}${code ? ` (${code})` : ''}`, { cause });
}

/** Makes the rename itself last; file systems that cannot do it for folders are left alone. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryPath } from './temporary-file.js';
import { outputError } from './write-error.js';

/*
 * write-file-atomic does the same, but does not check how much of the data was written: when the disk fills up
 * half-way, it replaces the old file with half of the new one.
 */

/** Small writes are collected up to this length, in characters. */
const BUFFERED_LENGTH = 65_536;

/** A file that is written piece by piece under a temporary name, and takes its own name when it is complete. */
export interface AtomicFile {
  /** @throws OutputError naming the target */
  write(data: string | Uint8Array): Promise<void>;
  /**
   * Syncs the file to disk and renames it over the old one.
   * @throws OutputError naming the target; the old file stays unchanged
   */
  finish(): Promise<void>;
  /** Deletes what was written; the old file stays unchanged. Does nothing after `finish`. */
  abandon(): Promise<void>;
}

/**
 * Opens a file to be written piece by piece, and atomically as with `writeFileAtomically`.
 * @throws OutputError naming the path
 */
export async function openAtomicFile(path: string): Promise<AtomicFile> {
  const { file, temporary } = await createTemporary(path);
  let buffered = '';
  let open = true;
  const flush = async (): Promise<void> => {
    const text = buffered;
    buffered = '';
    await file.writeFile(text);
  };
  const close = async (): Promise<void> => {
    if (open) await file.close();
    open = false;
  };
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      throw outputError(path, cause);
    }
  };
  return {
    write: (data) =>
      guarded(async () => {
        if (typeof data === 'string') buffered += data;
        if (buffered.length >= BUFFERED_LENGTH || typeof data !== 'string') await flush();
        if (typeof data !== 'string') await file.writeFile(data);
      }),
    finish: () =>
      guarded(async () => {
        await flush();
        await file.sync();
        await close();
        await rename(temporary, path);
        await syncFolder(dirname(path));
      }),
    async abandon() {
      await close().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
    },
  };
}

/**
 * Writes a file atomically, even if the program is killed or the machine stops: writes a temporary file next to it,
 * syncs it to disk, then renames it over the old file. A symbolic link of that name is replaced, never followed.
 * @throws OutputError naming the path; the old file stays unchanged
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await withTemporary(path, data, async (temporary) => rename(temporary, path));
}

/**
 * Creates a file atomically unless the name is taken.
 * @param options.mode permissions, from the first moment on
 * @returns whether the file was created
 * @throws OutputError naming the path
 */
export async function createFileAtomically(
  path: string,
  data: string | Uint8Array,
  { mode }: { readonly mode?: number } = {},
): Promise<boolean> {
  const commit = async (temporary: string): Promise<boolean> => {
    try {
      // Fails if the name is taken.
      await link(temporary, path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
      // The file system has no hard links.
      if (await lstat(path).catch(() => undefined)) return false;
      await rename(temporary, path);
    }
    return true;
  };
  return withTemporary(path, data, commit, mode);
}

/** Writes a temporary file, syncs it, calls back to give it its name, and removes it if it is still there. */
async function withTemporary<T>(
  path: string,
  data: string | Uint8Array,
  commit: (temporary: string) => Promise<T>,
  mode?: number,
): Promise<T> {
  const { file, temporary } = await createTemporary(path, mode);
  try {
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    const result = await commit(temporary);
    await syncFolder(dirname(path));
    return result;
  } catch (cause) {
    throw outputError(path, cause);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function createTemporary(path: string, mode?: number) {
  const temporary = await temporaryPath(path);
  try {
    return { file: await open(temporary, 'wx', mode), temporary };
  } catch (cause) {
    throw outputError(path, cause);
  }
}

/** Syncs the content of a file to disk, so that it is whole when it is renamed. */
export async function syncFile(path: string): Promise<void> {
  // Windows syncs only what is open for writing.
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Syncs the entries of a folder to disk, such as a rename. Ignores file systems that cannot sync folders. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

import { lstat, readFile, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { OutputError } from '../../src/errors.js';
import {
  isFolderBelow,
  isPathBelow,
  makeFolderBelow,
  nameIsTaken,
  removeLeftovers,
  wrapWriteErrors,
  writeFileAtomically,
} from '../../src/files/index.js';

/** The result of one recording cannot be written because of its name or place; those of others can. */
export class ResultPathError extends OutputError {}

/** System errors that concern every file below the folder, not one name. */
const CONCERNS_ALL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']);

const SEGMENTS = '.segments.ndjson';

/** Names in a results folder. */
export interface ResultNames {
  /** Of a recording's result; undefined: results have no files of their own. */
  readonly extension: string | undefined;
  /** Names in the folder that no recording's result may have. */
  readonly reserved: readonly string[];
}

/**
 * The files of recordings in a results folder. Keys are paths below the folder, with `/`, as in the journal. Nothing is
 * read, written or deleted outside of the folder, nor through a symbolic link in it.
 */
export interface ResultFiles {
  /** Path of a recording's result; undefined if results have no files of their own. */
  result(key: string): string | undefined;
  /** Path of the file with a recording's segments. */
  segments(key: string): string;
  /**
   * Checks that the files of a key can be created.
   * @throws ResultPathError if a name is too long or reserved, or something is in the way
   */
  check(key: string, options: { readonly segments: boolean }): Promise<void>;
  /** Creates the folder of a recording's files. @throws ResultPathError */
  makeFolder(key: string): Promise<void>;
  /** Whether a recording's result is in its file, or needs none. */
  holds(key: string, text: string): Promise<boolean>;
  /** Reads a recording's result; undefined if it is not a file, or cannot be read. */
  read(key: string): Promise<string | undefined>;
  /** Whether something has the name of a recording's result, and is in the way of another. */
  isTaken(key: string): Promise<boolean>;
  /** Writes a recording's result. @throws ResultPathError if this recording's cannot be written */
  write(key: string, text: string): Promise<void>;
  /** Deletes the files of a recording, if they exist. */
  remove(key: string, options?: { readonly segmentsOnly?: boolean }): Promise<void>;
  /** Removes the temporary files that killed processes left in the folders of these keys, and in the folder itself. */
  removeLeftovers(keys: Iterable<string>): Promise<void>;
}

/**
 * @param folder the results folder, which this process has locked
 */
export function createResultFiles(folder: string, { extension, reserved }: ResultNames): ResultFiles {
  const result = (key: string): string | undefined =>
    extension === undefined ? undefined : join(folder, `${key}${extension}`);
  const segments = (key: string): string => join(folder, `${key}${SEGMENTS}`);
  const makeFolder = (key: string): Promise<void> =>
    ofOneResult(async () => void (await makeFolderBelow(folder, folderOf(key))));

  return {
    result,
    segments,
    async check(key, options) {
      const paths = [result(key), options.segments ? segments(key) : undefined].filter((path) => path !== undefined);
      if (!isPathBelow(key) || (extension !== undefined && reserved.includes(`${key}${extension}`))) {
        throw new ResultPathError(`its result cannot be named ${paths[0] ?? key}: that name is reserved`);
      }
      if (paths.length === 0) return;
      await ofOneResult(async () => {
        await isFolderBelow(folder, folderOf(key));
        for (const path of paths) await checkName(path);
      });
    },
    makeFolder,
    async holds(key, text) {
      const path = result(key);
      return path === undefined || (await holdsText(path, text));
    },
    async read(key) {
      const path = result(key);
      const isFile = path !== undefined && (await lstat(path).catch(() => undefined))?.isFile();
      return isFile ? readFile(path, 'utf8').catch(() => undefined) : undefined;
    },
    async isTaken(key) {
      const path = result(key);
      return path !== undefined && (await nameIsTaken(path));
    },
    async write(key, text) {
      const path = result(key);
      if (path === undefined) return;
      await makeFolder(key);
      await ofOneResult(() => writeFileAtomically(path, text));
    },
    async remove(key, { segmentsOnly = false } = {}) {
      // What lies behind a link is not ours.
      if (!(await isFolderBelow(folder, folderOf(key)).catch(() => false))) return;
      for (const path of segmentsOnly ? [segments(key)] : [result(key), segments(key)]) {
        if (path !== undefined) await wrapWriteErrors(path, () => rm(path, { force: true }));
      }
    },
    async removeLeftovers(keys) {
      for (const name of new Set(['', ...[...keys].map(folderOf)])) {
        if (!(await isFolderBelow(folder, name).catch(() => false))) continue;
        await removeLeftovers(join(folder, name), { locked: true });
      }
    },
  };
}

/** Message about an existing file that no earlier run has written. */
export function notOurs(path: string, owner = 'not written by an earlier run'): string {
  return `${path} already exists: it is ${owner}; choose another --out, or pass --overwrite`;
}

/** Whether a path is a file with this content. Links, pipes and folders are not. */
async function holdsText(path: string, text: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isFile() || stats.size !== Buffer.byteLength(text)) return false;
  return (await readFile(path, 'utf8').catch(() => undefined)) === text;
}

function folderOf(key: string): string {
  const folder = posix.dirname(key);
  return folder === '.' ? '' : folder;
}

async function checkName(path: string): Promise<void> {
  await wrapWriteErrors(path, async () => {
    await lstat(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
    });
  });
}

/** Turns an error that concerns one result into a ResultPathError; others, such as a full disk, remain. */
async function ofOneResult(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    if (CONCERNS_ALL.has(code)) throw error;
    throw new ResultPathError(error.message, { cause: error });
  }
}

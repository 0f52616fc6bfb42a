import { lstat, readFile, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { OutputError } from '../../src/errors.js';
import {
  isFolderBelow,
  isPathBelow,
  makeFolderBelow,
  removeLeftovers,
  wrapWriteErrors,
  writeFileAtomically,
} from '../../src/files/index.js';
import { analysisName } from './combined-file.js';
import type { Format } from './formats/format.js';

/** The result of one recording cannot be written because of its name or place; those of others can. */
export class ResultPathError extends OutputError {}

/** System errors that concern every file below the folder, not one name. */
const CONCERNS_ALL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']);

const SEGMENTS = '.segments.ndjson';

/**
 * The files of recordings in a results folder. Keys are paths below the folder, with `/`, as in the journal. Nothing is
 * read, written or deleted outside of the folder, nor through a symbolic link in it.
 */
export interface ResultFiles {
  /** Path of a recording's result. */
  result(key: string): string;
  /** Path of the file with a recording's segments. */
  segments(key: string): string;
  /**
   * Checks that the files of a key can be created.
   * @throws ResultPathError if a name is too long or reserved, or something is in the way
   */
  check(key: string, options: { readonly segments: boolean }): Promise<void>;
  /** Creates the folder of a recording's files. @throws ResultPathError */
  makeFolder(key: string): Promise<void>;
  /** Writes a recording's result. @throws ResultPathError if this recording's cannot be written */
  write(key: string, text: string): Promise<void>;
  /** Deletes the files of a recording, if they exist. */
  remove(key: string, options?: { readonly segmentsOnly?: boolean }): Promise<void>;
  /** Removes the temporary files that killed processes left in the folders of these keys, and in the folder itself. */
  removeLeftovers(keys: Iterable<string>): Promise<void>;
}

/**
 * @param folder the results folder, which this process has locked
 * @param format of the results
 */
export function createResultFiles(folder: string, format: Format): ResultFiles {
  const { extension } = format;
  const reserved = [format.combinedName, analysisName(format)];
  const result = (key: string): string => join(folder, `${key}${extension}`);
  const segments = (key: string): string => join(folder, `${key}${SEGMENTS}`);
  const makeFolder = (key: string): Promise<void> =>
    ofOneResult(async () => void (await makeFolderBelow(folder, folderOf(key))));

  return {
    result,
    segments,
    async check(key, options) {
      const path = result(key);
      if (!isPathBelow(key) || reserved.includes(`${key}${extension}`)) {
        throw new ResultPathError(`its result cannot be named ${path}: that name is reserved`);
      }
      await ofOneResult(async () => {
        await isFolderBelow(folder, folderOf(key));
        await checkName(path);
        if (options.segments) await checkName(segments(key));
      });
    },
    makeFolder,
    async write(key, text) {
      await makeFolder(key);
      await ofOneResult(() => writeFileAtomically(result(key), text));
    },
    async remove(key, { segmentsOnly = false } = {}) {
      // What lies behind a link is not ours.
      if (!(await isFolderBelow(folder, folderOf(key)).catch(() => false))) return;
      for (const path of segmentsOnly ? [segments(key)] : [result(key), segments(key)]) {
        await wrapWriteErrors(path, () => rm(path, { force: true }));
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

/** Whether something has this name. A link counts, wherever it leads. */
export async function nameIsTaken(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Whether a path is a file with this content. Links, pipes and folders are not. */
export async function holdsText(path: string, text: string): Promise<boolean> {
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

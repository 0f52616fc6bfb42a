import { DatasetError } from '../../src/errors.js';
import { type ListedFile, listRecordings, type RecordingList } from '../files/index.js';

/**
 * Lists the recordings of a corpus, sorted by path.
 * @throws DatasetError if the folder cannot be listed, or holds no recordings
 */
export async function listCorpusFiles(dir: string): Promise<RecordingList> {
  const list = await listRecordings(dir).catch((cause: NodeJS.ErrnoException) => {
    throw folderError(dir, cause);
  });
  if (list.recordings.length > 0) {
    return { ...list, recordings: [...list.recordings].sort((a, b) => byCodeUnits(a.file, b.file)) };
  }
  const found = list.others.length === 0 ? 'the folder is empty' : `files of other kinds: ${list.others.length}`;
  throw new DatasetError(
    `${dir}: no audio files (${leftOutReason(list) ?? found}); ` +
      `expected ${dir}/<species>/<recording>.wav (or .mp3, .flac, …)`,
  );
}

/** Says what was left out, for the message of an error that it may explain; undefined if nothing was. */
export function leftOutReason({ leftOut }: RecordingList): string | undefined {
  const [first, ...more] = leftOut;
  if (first === undefined) return undefined;
  return `left out ${first.path}: ${first.reason}${more.length === 0 ? '' : `, and ${more.length} more`}`;
}

/** Returns the names of the folders at the top that hold recordings, in order. */
export function topFolders(files: readonly ListedFile[]): string[] {
  return [...new Set(files.flatMap(({ file }) => topFolder(file) ?? []))];
}

/** Returns the folder at the top that a file is in; undefined if it is in none. */
export function topFolder(file: string): string | undefined {
  const slash = file.indexOf('/');
  return slash < 0 ? undefined : file.slice(0, slash);
}

/** Compares by UTF-16 code units, so that the order does not depend on the locale. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function folderError(dir: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code === undefined) return cause;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'no such folder',
    ENOTDIR: 'a file, expected a folder of recordings',
    EACCES: 'no permission to list it',
    EPERM: 'no permission to list it',
  };
  return new DatasetError(`${dir}: ${reasons[cause.code] ?? `cannot be listed: ${cause.code}`}`, { cause });
}

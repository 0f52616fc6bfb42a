import { createHash } from 'node:crypto';
import type { Journal } from './journal.js';
import type { Provenance } from './provenance.js';
import type { ResultFiles } from './result-files.js';
import type { RecordingResult } from './types.js';

/** Hashes that the journal keeps of each file: a killed run may have left the text before the last. */
const KEPT_HASHES = 4;

/**
 * The results in a folder: each in the journal, and with a format in a file of its own. A file that another program
 * wrote, or that was changed since, as by a person who corrects it, is neither replaced nor deleted, unless everything
 * is overwritten.
 */
export interface StoredResults {
  /** Stores a result. @throws ResultPathError if its file cannot be written */
  put(key: string, origin: Provenance, result: RecordingResult): Promise<void>;
  /** Writes a result's file again, if it is gone or out of date. @throws ResultPathError if it cannot be written */
  refresh(key: string, origin: Provenance, result: RecordingResult): Promise<void>;
  /** Forgets a recording, and deletes its files. */
  remove(key: string): Promise<void>;
}

/** What stored results need. */
export interface StoredResultsOptions {
  readonly journal: Journal;
  readonly files: ResultFiles;
  /** Renders the result of a recording at an absolute path; the same text for the same result. */
  readonly textOf: (result: RecordingResult, path: string) => string;
  readonly overwrite: boolean;
  /** Called once with the path of each file that is kept because it was changed, or is of another program. */
  readonly onKept: (path: string) => void;
}

/** Creates what stores the results of a folder that this process has locked. */
export function createStoredResults(options: StoredResultsOptions): StoredResults {
  const { journal, files, textOf, overwrite, onKept } = options;
  const kept = new Set<string>();
  const keep = (key: string): void => {
    const path = files.result(key)!;
    if (!kept.has(path)) onKept(path);
    kept.add(path);
  };

  /** @param hash of what the file would hold now */
  const isChanged = async (key: string, hash?: string): Promise<boolean> => {
    if (overwrite || !(await files.isTaken(key))) return false;
    // Files of a recording that is not listed are of others; those of earlier versions have no hashes.
    const hashes = journal.origin(key) === undefined ? [] : journal.written(key);
    if (hashes === undefined) return false;
    const text = await files.read(key);
    return text === undefined || ![...hashes, hash].includes(hashOf(text));
  };

  const store = async (key: string, origin: Provenance, result: RecordingResult, isNoted: boolean): Promise<void> => {
    const text = textOf(result, origin.path);
    const hash = hashOf(text);
    const isWritten = await files.holds(key, text);
    const isKept = !isWritten && (await isChanged(key, hash));
    const before = journal.written(key) ?? [];
    const isSettled = isWritten || (isKept && before.includes(hash));
    if (!isNoted || !isSettled) {
      const hashes = files.result(key) === undefined ? before : [...before.filter((other) => other !== hash), hash];
      // Journal first: if the run is killed in between, the next run writes the missing file from the journal.
      await journal.add(key, origin, result, hashes.slice(-KEPT_HASHES));
    }
    if (isKept) keep(key);
    else if (!isWritten) await files.write(key, text);
  };

  return {
    put: (key, origin, result) => store(key, origin, result, false),
    refresh: (key, origin, result) => store(key, origin, result, true),
    async remove(key) {
      // A failed recording has no files here: a file of that name is somebody else's.
      const hasResult = journal.origin(key) !== undefined;
      const isKept = hasResult && (await isChanged(key));
      await journal.withdraw(key);
      if (!hasResult) return;
      if (isKept) keep(key);
      await files.remove(key, { segmentsOnly: isKept });
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

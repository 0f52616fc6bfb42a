import { createHash } from 'node:crypto';
import type { Journal } from './journal.js';
import type { Provenance } from './provenance.js';
import type { ResultFiles } from './result-files.js';
import type { RecordingResult } from './types.js';

/** Hashes that the journal keeps of each file: a killed run may have left the text before the last. */
const KEPT_HASHES = 4;

/**
 * The results in a folder: each in the journal, and with a format in a file of its own. A file that was changed since
 * it was written, as by a person who corrects it, is neither replaced nor deleted, unless everything is overwritten.
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
  /** Called with the path of each file that was kept because it was changed. */
  readonly onKept: (path: string) => void;
}

/** Creates what stores the results of a folder that this process has locked. */
export function createStoredResults(options: StoredResultsOptions): StoredResults {
  const { journal, files, textOf, overwrite, onKept } = options;

  /** Hashes of what the file may hold, unless it was changed. */
  const written = async (key: string): Promise<readonly string[]> => {
    const hashes = journal.written(key);
    const origin = journal.origin(key);
    if (hashes.length > 0 || origin === undefined) return hashes;
    const result = await journal.read(key);
    return result === undefined ? [] : [hashOf(textOf(result, origin.path))];
  };
  const isChanged = async (key: string, hashes: readonly string[]): Promise<boolean> => {
    if (overwrite || !(await files.isTaken(key))) return false;
    const text = await files.read(key);
    return text === undefined || !hashes.includes(hashOf(text));
  };

  const store = async (key: string, origin: Provenance, result: RecordingResult, isNoted: boolean): Promise<void> => {
    const text = textOf(result, origin.path);
    const isWritten = await files.holds(key, text);
    if (isWritten && isNoted) return;
    const hash = hashOf(text);
    const before = (await written(key)).filter((other) => other !== hash);
    const isKept = !isWritten && (await isChanged(key, [...before, hash]));
    // Journal first: if the run is killed in between, the next run writes the missing file from the journal.
    const hashes = files.result(key) === undefined ? before : [...before, hash].slice(-KEPT_HASHES);
    await journal.add(key, origin, result, hashes);
    if (isKept) onKept(files.result(key)!);
    else if (!isWritten) await files.write(key, text);
  };

  return {
    put: (key, origin, result) => store(key, origin, result, false),
    refresh: (key, origin, result) => store(key, origin, result, true),
    async remove(key) {
      // A failed recording has no files here: a file of that name is somebody else's.
      const hasResult = journal.origin(key) !== undefined;
      const isKept = hasResult && (await isChanged(key, await written(key)));
      await journal.withdraw(key);
      if (!hasResult) return;
      if (isKept) onKept(files.result(key)!);
      await files.remove(key, { segmentsOnly: isKept });
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

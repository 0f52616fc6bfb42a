import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import { type FolderLock, isPathBelow, lockFolder, nameIsTaken } from '../../src/files/index.js';
import type { LeftOut } from '../files/index.js';
import { claimFolder } from './claim-folder.js';
import { finishedRecordings, writeCombined, type CombinedResults } from './combined-file.js';
import type { Recording } from './find-recordings.js';
import { TIMELINE_START, type Format, type RenderOptions } from './formats/format.js';
import { openJournal, type Journal } from './journal.js';
import { hasChanged, isDeleted, isReplaced, isSameRecording, isUnchanged, type Provenance } from './provenance.js';
import { readResult } from './journal-lines.js';
import { analysisName } from './outdated-files.js';
import { createResultFiles, type ResultFiles } from './result-files.js';
import { createResultKeys } from './result-keys.js';
import {
  createHashUpdate,
  describeAnalysis,
  settingsHash,
  type ResultSettings,
  type SpeciesThresholds,
} from './result-settings.js';
import { openSegmentFile, type SegmentFile } from './segment-file.js';
import { createStoredResults } from './stored-results.js';
import { unseenFolders, withEarlierOrigin } from './earlier-origin.js';
import type { SummaryWriter } from './summary.js';
import type { ModelIdentity, Origin, RecordingResult } from './types.js';

const JOURNAL = '.lyrebird.ndjson';

export interface ResultsFolderOptions {
  readonly folder: string;
  /** Format of the results of single recordings and of the combined file; absent: there are none. */
  readonly format?: Format;
  readonly render: RenderOptions;
  /** Writes files about all results. */
  readonly summary?: SummaryWriter;
  /** The model that makes the results. */
  readonly model: ModelIdentity;
  /** Settings that affect a result. */
  readonly settings: ResultSettings;
  /** The thresholds that follow from the settings and the model, to describe the results with. */
  readonly thresholds?: SpeciesThresholds;
  /** Reclassifies finished recordings and replaces existing files, also those of another model. */
  readonly overwrite?: boolean;
  /** Also writes a file with the predictions of all segments for each recording. */
  readonly allSegments?: boolean;
  /** Absolute paths of the recordings of this run. */
  readonly paths?: ReadonlySet<string>;
  /** Whether this run has read a metadata.csv for the recording at an absolute path. Default: yes. */
  readonly hasMetadata?: (path: string) => boolean;
  /** Called with the path of each file that stays: it was changed since it was written, or is of another program. */
  readonly onKept?: (path: string) => void;
  /** Called with the path of each recording that replaces another one, and its result: it has other content. */
  readonly onReplaced?: (path: string) => void;
  /** Called with a line for the user while the folder is locked by a process that gives no sign of life. */
  readonly onWait?: (message: string) => void;
  /** Aborts the waiting; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * The folder given by `--out`: files about all recordings, and with a format one file per recording, in subfolders that
 * mirror those of the recordings. Files are written atomically. A journal lists finished recordings, so a second run
 * classifies only the others and combines all.
 */
export interface ResultsFolder {
  /** Path of the folder, which this process has locked. */
  readonly path: string;
  /** Hash of the model and of the settings that affect a result. */
  readonly settings: string;
  /**
   * Whether a recording's result exists and is still valid. If so, its file is written again if it is gone.
   * @param whenAndWhere is written into the result, if that has another
   * @throws ResultPathError if the result of this recording cannot be written
   * @throws OutputError if the result that it had is of another recording
   */
  isFinished(recording: Recording, origin: Provenance, whenAndWhere?: Origin): Promise<boolean>;
  /**
   * Writes a result, unless its file already has this content, or other content that no run has written.
   * @throws ResultPathError if the result of this recording cannot be written
   */
  save(recording: Recording, origin: Provenance, result: RecordingResult): Promise<void>;
  /**
   * Notes why a recording has no result with these settings. Deletes its earlier one, if the recording has changed:
   * that would be out of date.
   */
  fail(recording: Recording, reason: string, whenAndWhere?: Origin): Promise<void>;
  /** Opens the file for a recording's segments. Call its `finish` before `save`. */
  openSegments(recording: Recording): Promise<SegmentFile>;
  /** Returns which of the recordings have neither a result with these settings nor failed. */
  unfinished(recordings: readonly Recording[]): Recording[];
  /**
   * Writes the files about all recordings: the combined file with a description of the analysis, and the summary.
   * @param leftOut files and folders that were not tried
   */
  combine(leftOut?: readonly LeftOut[]): Promise<CombinedResults>;
  close(): Promise<void>;
}

/**
 * Opens or creates a results folder, and locks it.
 * @throws OutputError if the folder cannot be written to, another process has locked it, or it holds results of another
 *   model or files of another program
 */
export async function openResultsFolder(options: ResultsFolderOptions): Promise<ResultsFolder> {
  const { folder, format, summary, onWait, signal } = options;
  const lock = await lockFolder(folder, { ...(onWait && { onWait }), ...(signal && { signal }) });
  let journal: Journal | undefined;
  try {
    journal = await openJournal(join(folder, JOURNAL), createHashUpdate(options.model, options.settings));
    await claimFolder(journal, options);
    const files = createResultFiles(folder, {
      extension: format?.extension,
      reserved: [...(format ? [format.combinedName, analysisName(format)] : []), ...(summary?.names ?? [])],
    });
    await files.removeLeftovers(journal.allKeys());
    return useFolder(options, { files, journal, lock });
  } catch (error) {
    await journal?.close();
    await lock.release();
    throw error;
  }
}

interface OpenFolder {
  readonly files: ResultFiles;
  readonly journal: Journal;
  readonly lock: FolderLock;
}

function useFolder(options: ResultsFolderOptions, { files, journal, lock }: OpenFolder): ResultsFolder {
  const { folder, format, render, summary, overwrite = false, allSegments = false, paths } = options;
  const { onKept = () => undefined, onReplaced = () => undefined, hasMetadata = () => true } = options;
  const settings = settingsHash(options.model, options.settings);
  /** Serialises changes: with --overwrite, one recording may take a key that another recording is releasing. */
  const serialise = pLimit(1);

  const textOf = (result: RecordingResult, path: string): string =>
    format ? format.header + format.recording(result, TIMELINE_START, { ...render, path }) : '';
  /**
   * Keys depend on the other inputs of a call, so a result keeps the key of an earlier call; otherwise the folder could
   * contain a recording twice. With --overwrite, the keys of this call apply.
   */
  const keys = createResultKeys({ folder, journal, overwrite, isInRun: (path) => paths?.has(path) ?? false });
  const isOwned = (key: string): boolean => overwrite || journal.origin(key) !== undefined;
  const stored = createStoredResults({ journal, files, textOf, overwrite, onKept });

  /** Key of the earlier result of a recording that was renamed: its old path no longer exists. */
  const formerKey = async ({ size, sample }: Provenance): Promise<string | undefined> => {
    for (const key of sample === undefined ? [] : journal.keysOfSample(sample)) {
      const before = journal.origin(key)!;
      if (before.size !== size || paths?.has(before.path)) continue;
      if (!(await nameIsTaken(before.path))) return key;
    }
    return undefined;
  };
  /** Moves the result of a recording that was renamed to its new key. */
  const takeOverFormer = async (key: string, { file }: Recording, origin: Provenance): Promise<void> => {
    const former = await formerKey(origin);
    if (former === undefined) return;
    const result = await journal.read(former);
    // A result of other settings tells where the recording was made, until another replaces it.
    const before = journal.origin(former)!;
    if (result !== undefined) await stored.put(key, { ...origin, settings: before.settings }, { ...result, file });
    await stored.remove(former);
  };

  /** The origin that this call finds, with what it cannot see of the one that an earlier call found. */
  const originNow = (found: Origin, earlier: Origin | undefined, recording: Recording): Origin =>
    withEarlierOrigin(found, earlier, {
      metadata: hasMetadata(recording.path),
      unseenFolders: unseenFolders(recording),
    });
  /** Where and when an earlier result of the same recording was made, whatever its settings, at one of these keys. */
  const earlierOrigin = async (at: readonly (string | undefined)[], now: Provenance): Promise<Origin | undefined> => {
    for (const key of at) {
      const before = key === undefined ? undefined : journal.origin(key);
      if (before === undefined) continue;
      const isAtPlace = before.path === now.path;
      // A copy in the same run has an origin of its own.
      if (!isAtPlace && paths?.has(before.path)) continue;
      if (isSameRecording(before, now) || (isAtPlace && isUnchanged(before, now))) {
        return (await journal.read(key!))?.origin;
      }
    }
    return undefined;
  };

  return {
    path: folder,
    settings,
    async isFinished(recording, origin, whenAndWhere) {
      const key = await keys.choose(recording, origin, whenAndWhere);
      await files.check(key, { segments: allSegments });
      if (journal.origin(key) === undefined) await serialise(() => takeOverFormer(key, recording, origin));
      const known = journal.origin(key);
      if (overwrite || known === undefined || known.settings !== settings) return false;
      const { file, path } = recording;
      const hasMoved = known.path !== path;
      if (!(hasMoved ? isSameRecording(known, origin) : isUnchanged(known, origin))) return false;
      // Segments name their recording, which may have another place now.
      if (allSegments && (hasMoved || !(await nameIsTaken(files.segments(key))))) return false;
      const result = await journal.read(key);
      if (result === undefined) return false;
      const now = whenAndWhere && originNow(whenAndWhere, result.origin, recording);
      const current = readResult({ ...result, ...(hasMoved && { file }), ...(now && { origin: now }) }) ?? result;
      const isNoted = isDeepStrictEqual(known, origin) && isDeepStrictEqual(current, result);
      await (isNoted ? stored.refresh : stored.put)(key, origin, current);
      return true;
    },
    save: (recording, origin, given) =>
      serialise(async () => {
        await lock.assertHeld();
        const key = keys.of(recording);
        const former = journal.keyOf(origin.path);
        const earlier = given.origin && (await earlierOrigin([former, key], origin));
        const dated = earlier ? { ...given, origin: originNow(given.origin, earlier, recording) } : given;
        // In the order in which it will be read, so that its file will not change.
        const result = readResult(dated) ?? dated;
        const before = former === undefined ? undefined : journal.origin(former);
        if (before && !overwrite && isReplaced(before, origin)) onReplaced(origin.path);
        const known = journal.origin(key);
        const same = known !== undefined && isUnchanged(known, origin) && known.settings === origin.settings;
        if (!allSegments && known !== undefined && !same) await files.remove(key, { segmentsOnly: true });
        await stored.put(key, origin, result);
        if (former !== undefined && former !== key) await stored.remove(former);
      }),
    fail: (recording, reason, whenAndWhere) =>
      serialise(async () => {
        await lock.assertHeld();
        const { file, path } = recording;
        const failure = { file, path, reason, ...(whenAndWhere && { origin: whenAndWhere }) };
        const former = journal.keyOf(path);
        if (former !== undefined) {
          const before = journal.origin(former);
          // What cannot be read for now, because its card or share is gone, keeps its result. The tables have that, or
          // say why there is none with these settings.
          if (before && !(await hasChanged(before))) {
            if (before.settings !== settings) journal.failForNow(former, failure);
            return;
          }
          await stored.remove(former);
        }
        const key = keys.chooseUnread(recording);
        if (key !== undefined && isPathBelow(key)) await journal.fail(key, failure);
      }),
    async openSegments(recording) {
      const key = keys.of(recording);
      await files.makeFolder(key);
      return openSegmentFile(files.segments(key), isOwned(key));
    },
    unfinished(recordings) {
      const failed = new Set(journal.failures().map(({ path }) => path));
      return recordings.filter((recording) => {
        if (failed.has(recording.path)) return false;
        const result = journal.origin(keys.of(recording));
        return result?.path !== recording.path || result.settings !== settings;
      });
    },
    async combine(leftOut = []) {
      await lock.assertHeld();
      for (const { path } of journal.failures()) {
        // A failed recording that was deleted since is no longer to be analysed.
        const key = journal.keyOf(path)!;
        if (journal.origin(key) !== undefined || paths?.has(path)) continue;
        if (await isDeleted(path)) await journal.withdraw(key);
      }
      const recordings = () => finishedRecordings(journal, settings);
      const analysis = describeAnalysis({ ...options, ...render }, options.settings, options.thresholds);
      await summary?.write({ folder, analysis, recordings, failed: journal.failures(), leftOut });
      return writeCombined(folder, journal, { ...options, hash: settings });
    },
    async close() {
      await journal.close();
      await lock.release();
    },
  };
}

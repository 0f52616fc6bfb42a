import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { lockFolder, writeFileAtomically, wrapWriteErrors } from '../../src/files/index.js';
import { OutputError } from '../../src/errors.js';
import type { Recording } from './find-recordings.js';
import { TIMELINE_START, timelineOffsetAfter, type Format, type RenderOptions } from './formats/format.js';
import { openJournal, type Provenance } from './journal.js';
import type { RecordingResult } from './types.js';

const JOURNAL = '.lyrebird.ndjson';

export interface ResultsFolderOptions {
  readonly folder: string;
  readonly format: Format;
  readonly render: RenderOptions;
  /** Hash of the model and of the settings that affect a result. */
  readonly settings: string;
  /** Reclassifies finished recordings and replaces existing files. */
  readonly overwrite?: boolean;
  /** Also writes a file with the predictions of all segments for each recording. */
  readonly allSegments?: boolean;
}

/**
 * The folder given by `--out`: one file per recording, in subfolders that mirror those of the recordings, and one
 * combined file. Files are written atomically. A journal lists finished recordings, so a second run classifies only
 * the others and combines all.
 */
export interface ResultsFolder {
  /** Hash of the model and of the settings that affect a result. */
  readonly settings: string;
  /**
   * Whether a recording's result exists and is still valid.
   * @throws OutputError if the result's file exists but is not a result of this recording
   */
  isFinished(recording: Recording, origin: Provenance): Promise<boolean>;
  save(recording: Recording, origin: Provenance, result: RecordingResult): Promise<void>;
  /** Deletes the result of a recording that can no longer be read, because it would be out of date. */
  withdraw(recording: Recording): Promise<void>;
  /** Opens the file for a recording's segments. Call its `finish` before `save`. */
  openSegments(recording: Recording): Promise<SegmentFile>;
  /** Writes the combined file. @returns its path and the number of recordings in it */
  combine(): Promise<{ readonly path: string; readonly recordings: number }>;
  close(): Promise<void>;
}

/** A file written under a temporary name and renamed when complete. */
export interface SegmentFile {
  write(text: string): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/**
 * Opens or creates a results folder, and locks it.
 * @throws OutputError if the folder cannot be written to, or another process has locked it
 */
export async function openResultsFolder(options: ResultsFolderOptions): Promise<ResultsFolder> {
  const { folder, format, render, settings } = options;
  const lock = await lockFolder(folder);
  const journal = await openJournal(join(folder, JOURNAL));
  /** Serialises changes: with --overwrite, one recording may take a key that another recording is releasing. */
  const serialise = pLimit(1);
  const target = (key: string): string => join(folder, `${key}${format.extension}`);
  const segmentsTarget = (key: string): string => join(folder, `${key}.segments.ndjson`);

  /** Writes a result's file if its content changed: an existing file may come from a run with other settings. */
  const write = async (key: string, result: RecordingResult): Promise<void> => {
    const path = target(key);
    const text = format.header + format.recording(result, TIMELINE_START, render);
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
    await wrapWriteErrors(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomically(path, text);
    });
  };
  /**
   * Returns the key of a recording's result. Keys depend on the other inputs of a call, so a result keeps the key
   * of an earlier call; otherwise the folder could contain a recording twice. With --overwrite, the keys of this
   * call apply.
   */
  const keyFor = ({ key, path }: Recording): string => (options.overwrite ? key : (journal.keyOf(path) ?? key));
  const remove = async (key: string): Promise<void> => {
    await journal.withdraw(key);
    await wrapWriteErrors(target(key), () => rm(target(key), { force: true }));
    await removeSegments(key);
  };
  const removeSegments = (key: string): Promise<void> =>
    wrapWriteErrors(segmentsTarget(key), () => rm(segmentsTarget(key), { force: true }));

  return {
    settings,
    async isFinished(recording, origin) {
      if (options.overwrite) return false;
      const key = keyFor(recording);
      const known = journal.origin(key);
      const exists = await pathExists(target(key));
      const same = known !== undefined && sameContents(known, origin);
      if (exists && (known === undefined || (known.path !== origin.path && !same))) {
        const owner = known === undefined ? 'not written by an earlier run' : `the result of ${known.path}`;
        throw new OutputError(
          `${target(key)} already exists: it is ${owner}; choose another --out, or pass --overwrite`,
        );
      }
      if (!same || known.settings !== settings) return false;
      if (options.allSegments && !(await pathExists(segmentsTarget(key)))) return false;
      await write(key, await journal.read(key));
      return true;
    },
    save: (recording, origin, result) =>
      serialise(async () => {
        const key = keyFor(recording);
        const former = journal.keyOf(origin.path);
        const known = journal.origin(key);
        const same = known !== undefined && sameContents(known, origin) && known.settings === origin.settings;
        if (!options.allSegments && known !== undefined && !same) await removeSegments(key);
        // Journal first: if the run is killed in between, the next run writes the missing file from the journal.
        await journal.add(key, origin, result);
        await write(key, result);
        if (former !== undefined && former !== key) await remove(former);
      }),
    withdraw: ({ path }) =>
      serialise(async () => {
        const key = journal.keyOf(path);
        if (key !== undefined) await remove(key);
      }),
    openSegments: (recording) => openSegmentFile(segmentsTarget(keyFor(recording))),
    async combine() {
      const path = join(folder, format.combinedName);
      const keys = journal.keys(settings);
      await writeStream(path, async (emit) => {
        await emit(format.header);
        let offset = TIMELINE_START;
        for (const key of keys) {
          const result = await journal.read(key);
          await emit(format.recording(result, offset, render));
          offset = timelineOffsetAfter(offset, result);
        }
      });
      return { path, recordings: keys.length };
    },
    close: async () => {
      await journal.close();
      await lock.release();
    },
  };
}

function sameContents(a: Provenance, b: Provenance): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}

async function pathExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function writeStream(path: string, produce: (emit: SegmentFile['write']) => Promise<void>): Promise<void> {
  const file = await openSegmentFile(path);
  try {
    await produce(file.write);
    await file.finish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** Opens a file that is written piece by piece under a temporary name, and renamed when it is finished. */
async function openSegmentFile(path: string): Promise<SegmentFile> {
  const partial = `${path}.partial`;
  await wrapWriteErrors(path, () => mkdir(dirname(path), { recursive: true }));
  const stream = createWriteStream(partial);
  let failure: Error | undefined;
  stream.on('error', (error) => (failure = error));
  await wrapWriteErrors(path, () => once(stream, 'open'));

  const check = (): void => {
    if (failure) throw failure;
  };
  return {
    write: (text) =>
      wrapWriteErrors(path, async () => {
        check();
        if (!stream.write(text)) await once(stream, 'drain');
      }),
    finish: () =>
      wrapWriteErrors(path, async () => {
        check();
        stream.end();
        await once(stream, 'close');
        check();
        await rename(partial, path);
      }),
    async abandon() {
      stream.destroy();
      await rm(partial, { force: true });
    },
  };
}

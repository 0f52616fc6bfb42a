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
  /** Hash of the model and of the settings that shape a result. */
  readonly settings: string;
  /** Classify again what is finished, and replace files that are in the way. */
  readonly overwrite?: boolean;
  /** Every recording also gets a file of all its segments. */
  readonly allSegments?: boolean;
}

/**
 * The folder of `--out`: one file a recording, in the same folders as the recordings, and a combined one. Files appear whole or not at
 * all. What is finished is known from a journal, so a second run does the rest only, and combines all of it.
 */
export interface ResultsFolder {
  /** Hash of the model and of the settings that shape a result. */
  readonly settings: string;
  /**
   * Whether a recording's result is there and still right.
   * @throws OutputError if a file of the same name is there that is something else's result
   */
  isFinished(recording: Recording, origin: Provenance): Promise<boolean>;
  save(recording: Recording, origin: Provenance, result: RecordingResult): Promise<void>;
  /** The recording cannot be read (any more): an old result of it would be wrong. */
  withdraw(recording: Recording): Promise<void>;
  /** Where the segments of a recording go; `save` comes after its `finish`. */
  openEvaluationSegments(recording: Recording): Promise<SegmentFile>;
  /** Writes the combined file. @returns its path and how many recordings it holds */
  combine(): Promise<{ readonly path: string; readonly recordings: number }>;
  close(): Promise<void>;
}

export interface SegmentFile {
  write(text: string): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** @throws OutputError if the folder cannot be written to, or another process writes to it */
export async function openResultsFolder(options: ResultsFolderOptions): Promise<ResultsFolder> {
  const { folder, format, render, settings } = options;
  const lock = await lockFolder(folder);
  const journal = await openJournal(join(folder, JOURNAL));
  /** With --overwrite one recording may take the place that another is just leaving. */
  const inTurn = pLimit(1);
  const target = (key: string): string => join(folder, `${key}${format.extension}`);
  const segmentsTarget = (key: string): string => join(folder, `${key}.segments.ndjson`);

  /** A file that is there may be of another run, whose format this is and whose settings are not. */
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
   * Keys depend on what else a call names; a result stays where an earlier call put it, so that no recording is there twice. Who
   * gives --overwrite gets the places of this call.
   */
  const placeOf = ({ key, path }: Recording): string => (options.overwrite ? key : (journal.keyOf(path) ?? key));
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
      const key = placeOf(recording);
      const known = journal.origin(key);
      const exists = await isThere(target(key));
      const same = known !== undefined && sameContents(known, origin);
      if (exists && (known === undefined || (known.path !== origin.path && !same))) {
        const owner = known === undefined ? 'not written by an earlier run' : `the result of ${known.path}`;
        throw new OutputError(
          `${target(key)} is in the way: it is ${owner}; choose another --out, or give --overwrite`,
        );
      }
      if (!same || known.settings !== settings) return false;
      if (options.allSegments && !(await isThere(segmentsTarget(key)))) return false;
      await write(key, await journal.read(key));
      return true;
    },
    save: (recording, origin, result) =>
      inTurn(async () => {
        const key = placeOf(recording);
        const former = journal.keyOf(origin.path);
        const known = journal.origin(key);
        const same = known !== undefined && sameContents(known, origin) && known.settings === origin.settings;
        if (!options.allSegments && known !== undefined && !same) await removeSegments(key);
        // Journal first: a run that is killed in between leaves a known result without a file, which the next run writes.
        await journal.add(key, origin, result);
        await write(key, result);
        if (former !== undefined && former !== key) await remove(former);
      }),
    withdraw: ({ path }) =>
      inTurn(async () => {
        const key = journal.keyOf(path);
        if (key !== undefined) await remove(key);
      }),
    openEvaluationSegments: (recording) => openSegmentFile(segmentsTarget(placeOf(recording))),
    async combine() {
      const path = join(folder, format.combinedName);
      const keys = journal.keys(settings);
      await writeStream(path, async (emit) => {
        await emit(format.header);
        let place = TIMELINE_START;
        for (const key of keys) {
          const result = await journal.read(key);
          await emit(format.recording(result, place, render));
          place = timelineOffsetAfter(place, result);
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

async function isThere(path: string): Promise<boolean> {
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

/** A file that is written in pieces beside its place, and moved there when it is whole. */
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

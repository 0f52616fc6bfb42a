import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputError } from '../../src/errors.js';
import { syncFolder, wrapWriteErrors } from '../../src/files/index.js';
import { parseLine, parseResult } from './journal-lines.js';
import type { Provenance } from './provenance.js';
import type { FailedRecording, ModelIdentity, RecordingResult } from './types.js';

interface Entry {
  readonly origin: Provenance;
  readonly written: readonly string[] | undefined;
  /** Byte offset and length of the line in the journal file. */
  readonly start: number;
  readonly length: number;
}

/**
 * The list of finished and failed recordings in a results folder: an append-only file with one line per recording,
 * which contains the whole result. Every line is on disk before the call that adds it returns, so a killed run or a
 * power cut loses at most the line that was being written. Memory holds the lines' offsets, and what
 * tells whether a recording or its file has changed.
 */
export interface Journal {
  /** Model of the results, as declared last; undefined in a new journal and in one of the previous version. */
  readonly model: ModelIdentity | undefined;
  /** Number of finished recordings. */
  readonly size: number;
  /** Declares the model of the results from here on. */
  declareModel(model: ModelIdentity): Promise<void>;
  origin(key: string): Provenance | undefined;
  /** Hashes of what the recording's file was last given; undefined in lines of earlier versions. */
  written(key: string): readonly string[] | undefined;
  /** Key under which the recording at an absolute path was last added, or noted as failed. */
  keyOf(path: string): string | undefined;
  /** Keys of the results that earlier runs made of recordings with this sample of sound. */
  keysOfSample(sample: string): readonly string[];
  /** Path of the recording that a key belongs to, finished or failed. */
  pathAt(key: string): string | undefined;
  /** Reads a result; undefined if its line is damaged. */
  read(key: string): Promise<RecordingResult | undefined>;
  /** @param written hashes of what the recording's file may hold, if it was written by this program */
  add(key: string, origin: Provenance, result: RecordingResult, written?: readonly string[]): Promise<void>;
  withdraw(key: string): Promise<void>;
  /** Notes that a recording has no result, until one is added. */
  fail(key: string, failure: FailedRecording): Promise<void>;
  /** Notes, until the journal is closed, that a recording could not be read. Its earlier result stays. */
  failForNow(key: string, failure: FailedRecording): void;
  /** Recordings without a result, and those that failed for now, sorted by folder and name. */
  failures(): FailedRecording[];
  /** Keys of the results made with these settings, one per recording, sorted by folder and name. */
  keys(settings: string): string[];
  /** All keys. */
  allKeys(): Iterable<string>;
  close(): Promise<void>;
}

/** Absent on Windows. */
const NO_FOLLOW = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

/**
 * Opens or creates the journal file.
 * @param hashNow maps the hash of the settings of a stored result to the one that these settings have now
 * @throws OutputError if the file cannot be opened, is a symbolic link, or not a file
 */
export async function openJournal(
  path: string,
  hashNow: (settings: string) => string = (settings) => settings,
): Promise<Journal> {
  const file = await openFile(path);
  const { entries, failures, size, model: declared } = await readEntries(path, file, hashNow);
  const failuresForNow = new Map<string, FailedRecording>();
  const keyOfPath = new Map([
    ...[...failures].map(([key, failure]) => [failure.path, key] as const),
    ...[...entries].map(([key, { origin }]) => [origin.path, key] as const),
  ]);
  let model = declared;
  let end = size;
  let queue: Promise<void> = Promise.resolve();

  /** Recordings finish concurrently, so appends are queued. */
  const append = async (line: object): Promise<{ start: number; length: number }> => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const start = end;
    end += bytes.length;
    queue = queue.then(() =>
      wrapWriteErrors(path, async () => {
        await file.appendFile(bytes);
        await file.datasync();
      }),
    );
    await queue;
    return { start, length: bytes.length };
  };

  const keysBySample = new Map<string, string[]>();
  for (const [key, { origin }] of entries) {
    if (origin.sample === undefined) continue;
    const keys = keysBySample.get(origin.sample);
    if (keys) keys.push(key);
    else keysBySample.set(origin.sample, [key]);
  }

  const pathAt = (key: string): string | undefined => entries.get(key)?.origin.path ?? failures.get(key)?.path;
  /** Ignores a key that now belongs to another recording. */
  const keyOf = (recordingPath: string): string | undefined => {
    const key = keyOfPath.get(recordingPath);
    return key !== undefined && pathAt(key) === recordingPath ? key : undefined;
  };

  return {
    get model() {
      return model;
    },
    get size() {
      return entries.size;
    },
    async declareModel(next) {
      await append({ model: next });
      model = next;
    },
    origin: (key) => entries.get(key)?.origin,
    written: (key) => entries.get(key)?.written,
    keyOf,
    keysOfSample: (sample) =>
      (keysBySample.get(sample) ?? []).filter((key) => entries.get(key)?.origin.sample === sample),
    pathAt,
    async read(key) {
      const { start, length } = entries.get(key)!;
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, start);
      return parseResult(buffer.toString('utf8'));
    },
    async add(key, origin, result, written = []) {
      const line = { key, origin, written, result };
      entries.set(key, { origin, written, ...(await append(line)) });
      failures.delete(key);
      failuresForNow.delete(key);
      keyOfPath.set(origin.path, key);
    },
    async withdraw(key) {
      const [hadResult, hadFailed] = [entries.delete(key), failures.delete(key)];
      failuresForNow.delete(key);
      if (hadResult || hadFailed) await append({ key });
    },
    async fail(key, failure) {
      entries.delete(key);
      failuresForNow.delete(key);
      failures.set(key, failure);
      keyOfPath.set(failure.path, key);
      await append({ key, failure });
    },
    failForNow: (key, failure) => void failuresForNow.set(key, failure),
    failures: () =>
      [...failures, ...failuresForNow].sort(([a], [b]) => byFolderAndName(a, b)).map(([, failure]) => failure),
    keys: (settings) =>
      [...entries]
        .filter(([key, { origin }]) => origin.settings === settings && keyOf(origin.path) === key)
        .map(([key]) => key)
        .sort(byFolderAndName),
    allKeys: () => entries.keys(),
    close: () => file.close(),
  };
}

async function openFile(path: string): Promise<FileHandle> {
  return wrapWriteErrors(path, async () => {
    const existing = await lstat(path).catch(() => undefined);
    if (existing && !existing.isFile()) {
      const kind = existing.isSymbolicLink() ? 'a symbolic link' : 'not a file';
      throw new OutputError(`${path} is ${kind}: Lyrebird keeps its list of finished recordings there; remove it`);
    }
    const file = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW, 0o666);
    if (!existing) await syncFolder(dirname(path));
    return file;
  });
}

interface Contents {
  readonly entries: Map<string, Entry>;
  readonly failures: Map<string, FailedRecording>;
  readonly model: ModelIdentity | undefined;
  /** Bytes in the file. */
  readonly size: number;
}

async function readEntries(path: string, file: FileHandle, hashNow: (settings: string) => string): Promise<Contents> {
  const entries = new Map<string, Entry>();
  const failures = new Map<string, FailedRecording>();
  let model: ModelIdentity | undefined;
  let start = 0;
  let unparsed: Buffer = Buffer.alloc(0);
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>) {
    unparsed = unparsed.length > 0 ? Buffer.concat([unparsed, chunk]) : chunk;
    for (let newline = unparsed.indexOf(10); newline >= 0; newline = unparsed.indexOf(10)) {
      const length = newline + 1;
      const line = parseLine(unparsed.subarray(0, newline).toString('utf8'));
      if (line && 'model' in line) model = line.model;
      if (line && 'key' in line) {
        entries.delete(line.key);
        failures.delete(line.key);
        if ('failure' in line) failures.set(line.key, line.failure);
        else if (line.origin) {
          const { origin, written } = line;
          const settings = hashNow(origin.settings);
          entries.set(line.key, { origin: { ...origin, settings }, written, start, length });
        }
      }
      start += length;
      unparsed = unparsed.subarray(length);
    }
  }
  if (unparsed.length === 0) return { entries, failures, model, size: start };
  // A killed run left an incomplete last line: end it, so that the next append starts a new line.
  await wrapWriteErrors(path, () => file.appendFile('\n'));
  return { entries, failures, model, size: start + unparsed.length + 1 };
}

function byFolderAndName(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i]! < right[i]! ? -1 : 1;
  }
  return left.length - right.length;
}

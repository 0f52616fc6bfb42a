import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { RecordingResult } from './types.js';
import { wrapWriteErrors } from '../../src/files/index.js';

/** Inputs of a finished result. If they all match on a later run, the recording is skipped. */
export interface Provenance {
  /** Absolute path. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Hash of the model and of the settings that affect a result. */
  readonly settings: string;
}

interface Line {
  readonly key: string;
  /** Absent if the result was withdrawn. */
  readonly origin?: Provenance;
  readonly result?: RecordingResult;
}

interface Entry {
  readonly origin: Provenance;
  /** Byte offset and length of the line in the journal file. */
  readonly start: number;
  readonly length: number;
}

/**
 * The list of finished recordings in a results folder: an append-only file with one line per recording, which
 * contains the whole result. A killed run loses at most the line that it was writing. Memory holds only the lines'
 * offsets.
 */
export interface Journal {
  origin(key: string): Provenance | undefined;
  /** Key under which the recording at an absolute path was last added. */
  keyOf(path: string): string | undefined;
  read(key: string): Promise<RecordingResult>;
  add(key: string, origin: Provenance, result: RecordingResult): Promise<void>;
  withdraw(key: string): Promise<void>;
  /** Keys of the results made with these settings, one per recording, sorted by folder and name. */
  keys(settings: string): string[];
  close(): Promise<void>;
}

/** Opens or creates the journal file. */
export async function openJournal(path: string): Promise<Journal> {
  const file = await wrapWriteErrors(path, () => open(path, 'a+'));
  const { entries, size } = await readEntries(path, file);
  const keyOfPath = new Map([...entries].map(([key, { origin }]) => [origin.path, key]));
  let end = size;
  let queue: Promise<void> = Promise.resolve();

  /** Recordings finish concurrently, so appends are queued. */
  const append = async (line: Line): Promise<{ start: number; length: number }> => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const start = end;
    end += bytes.length;
    queue = queue.then(() => wrapWriteErrors(path, () => file.appendFile(bytes)));
    await queue;
    return { start, length: bytes.length };
  };

  /** Ignores an entry whose key now belongs to another recording. */
  const keyOf = (recordingPath: string): string | undefined => {
    const key = keyOfPath.get(recordingPath);
    return key !== undefined && entries.get(key)?.origin.path === recordingPath ? key : undefined;
  };

  return {
    origin: (key) => entries.get(key)?.origin,
    keyOf,
    async read(key) {
      const { start, length } = entries.get(key)!;
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, start);
      return withDetections((JSON.parse(buffer.toString('utf8')) as Required<Line>).result);
    },
    async add(key, origin, result) {
      entries.set(key, { origin, ...(await append({ key, origin, result })) });
      keyOfPath.set(origin.path, key);
    },
    async withdraw(key) {
      if (entries.delete(key)) await append({ key });
    },
    keys: (settings) =>
      [...entries]
        .filter(([key, { origin }]) => origin.settings === settings && keyOf(origin.path) === key)
        .map(([key]) => key)
        .sort(byFolderAndName),
    close: () => file.close(),
  };
}

/** Renames `segments` to `detections`: the previous version wrote detections under that name. */
function withDetections(
  saved: RecordingResult & { readonly segments?: RecordingResult['detections'] },
): RecordingResult {
  const { segments, ...result } = saved;
  return segments === undefined ? result : { ...result, detections: segments };
}

async function readEntries(path: string, file: FileHandle): Promise<{ entries: Map<string, Entry>; size: number }> {
  const entries = new Map<string, Entry>();
  let start = 0;
  let unparsed: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    unparsed = unparsed.length > 0 ? Buffer.concat([unparsed, chunk]) : chunk;
    for (let newline = unparsed.indexOf(10); newline >= 0; newline = unparsed.indexOf(10)) {
      const length = newline + 1;
      const line = parse(unparsed.subarray(0, newline).toString('utf8'));
      if (line) entries.delete(line.key);
      if (line?.origin) entries.set(line.key, { origin: line.origin, start, length });
      start += length;
      unparsed = unparsed.subarray(length);
    }
  }
  if (unparsed.length === 0) return { entries, size: start };
  // A killed run left an incomplete last line: end it, so that the next append starts a new line.
  await wrapWriteErrors(path, () => file.appendFile('\n'));
  return { entries, size: start + unparsed.length + 1 };
}

function parse(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line> | null;
    return typeof line?.key === 'string' ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}

function byFolderAndName(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i]! < right[i]! ? -1 : 1;
  }
  return left.length - right.length;
}

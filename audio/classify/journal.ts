import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { RecordingResult } from './types.js';
import { wrapWriteErrors } from '../../src/files/index.js';

/** What a finished recording was made from: when all of it is the same again, there is nothing to do again. */
export interface Provenance {
  /** Absolute path. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Hash of the model and of the settings that shape a result. */
  readonly settings: string;
}

interface Line {
  readonly key: string;
  /** Absent: the result is withdrawn. */
  readonly origin?: Provenance;
  readonly result?: RecordingResult;
}

interface Entry {
  readonly origin: Provenance;
  readonly start: number;
  readonly length: number;
}

/**
 * The list of finished recordings in a results folder: a file to which one line is added for each, with the whole result. A run that
 * was killed loses at most the line it was writing. Only places in the file are kept in memory.
 */
export interface Journal {
  origin(key: string): Provenance | undefined;
  /** Under which key the recording at an absolute path was added last. */
  keyOf(path: string): string | undefined;
  read(key: string): Promise<RecordingResult>;
  add(key: string, origin: Provenance, result: RecordingResult): Promise<void>;
  withdraw(key: string): Promise<void>;
  /** Keys of what was made with these settings, each recording once, in order of folder and name. */
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

  /** Recordings finish side by side; their lines go into the file one after the other. */
  const append = async (line: Line): Promise<{ start: number; length: number }> => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const start = end;
    end += bytes.length;
    queue = queue.then(() => wrapWriteErrors(path, () => file.appendFile(bytes)));
    await queue;
    return { start, length: bytes.length };
  };

  /** An entry whose key now belongs to another recording does not count. */
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
      return (JSON.parse(buffer.toString('utf8')) as Required<Line>).result;
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

async function readEntries(path: string, file: FileHandle): Promise<{ entries: Map<string, Entry>; size: number }> {
  const entries = new Map<string, Entry>();
  let start = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let newline = rest.indexOf(10); newline >= 0; newline = rest.indexOf(10)) {
      const length = newline + 1;
      const line = parse(rest.subarray(0, newline).toString('utf8'));
      if (line) entries.delete(line.key);
      if (line?.origin) entries.set(line.key, { origin: line.origin, start, length });
      start += length;
      rest = rest.subarray(length);
    }
  }
  if (rest.length === 0) return { entries, size: start };
  // A line that a killed run left unfinished: end it, so that the next one begins on its own.
  await wrapWriteErrors(path, () => file.appendFile('\n'));
  return { entries, size: start + rest.length + 1 };
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

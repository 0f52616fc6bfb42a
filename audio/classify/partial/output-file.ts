import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { makeFolder, wrapWriteErrors } from '../../../src/files/index.js';
import { tryParseJson } from '../../../src/parse-json.js';
import {
  bodyLength,
  decodeRecord,
  encodeRecord,
  RECORD_HEAD_BYTES,
  type RecordLayout,
  type SpanOutputs,
} from './output-record.js';

/** What the outputs in a file depend on, besides the samples. Plain JSON. */
export interface OutputSource {
  /** Of the recording, absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Of the model. */
  readonly fingerprint: string;
  /** Version of this program and of the programs that it traces. */
  readonly program: string;
  /** Engine, device and processor: another computes other last bits. */
  readonly engine: string;
  /** Number of the channel, from 1; null for the mean of all. */
  readonly channel: number | null;
  readonly classes: number;
  readonly hasDistances: boolean;
  /** Most segments of a span. */
  readonly batchSize: number;
}

const outputSource: z.ZodType<OutputSource> = z.strictObject({
  path: z.string(),
  size: z.number(),
  mtimeMs: z.number(),
  fingerprint: z.string(),
  program: z.string(),
  engine: z.string(),
  channel: z.number().nullable(),
  classes: z.int().min(1),
  hasDistances: z.boolean(),
  batchSize: z.int().min(1),
});

/** A span whose outputs are wanted. */
export interface SpanInput {
  readonly count: number;
  /** Checksum of its samples. */
  readonly samplesChecksum: number;
}

/** The outputs of a network for one pass over a recording, as far as an earlier run came. */
export interface OutputFile {
  /**
   * Returns the outputs of the next span, if the file holds them and its samples are the same. To be called for every
   * span, in order; the calls may overlap.
   */
  next(span: SpanInput): Promise<SpanOutputs | undefined>;
  /**
   * Keeps the outputs of the next span that `next` had none of. They are on disk some seconds later.
   * @throws OutputError if the file cannot be written
   */
  keep(span: SpanInput, outputs: SpanOutputs): Promise<void>;
  /** Writes what is kept to disk, if the file exists. */
  close(): Promise<void>;
  /** Closes and deletes the file. */
  remove(): Promise<void>;
}

/** Outputs are on disk after this time. A recording that takes less needs no file. */
const SECONDS_BETWEEN_WRITES = 5;
/** Or when they have reached this size. */
const BUFFERED_BYTES = 4 << 20;
/** A header is some hundred bytes and a path, which JSON may lengthen sixfold. */
const HEADER_BYTES = 1 << 16;

/** Absent on Windows. */
const NO_FOLLOW = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

/**
 * Opens the file of a pass: one line of JSON, the source, then one record per span, appended as they come. Everything
 * before the first damaged record is used; the rest, and a file from another source, is deleted.
 * @param path of the file, which is created with the first records
 * @param secondsBetweenWrites after which outputs are on disk
 */
export async function openOutputFile(
  path: string,
  source: OutputSource,
  secondsBetweenWrites = SECONDS_BETWEEN_WRITES,
): Promise<OutputFile> {
  const layout: RecordLayout = source;
  let file = await open(path, constants.O_RDWR | NO_FOLLOW).catch(() => undefined);
  let end = 0;
  if (file) {
    const header = await readHeader(file);
    if (header && isDeepStrictEqual(header.source, source)) end = header.bytes;
    else {
      await file.close();
      file = undefined;
      await rm(path, { force: true });
    }
  }
  let reading = file !== undefined;
  let nextSpan = 0;
  let kept = 0;
  let queue: Promise<unknown> = Promise.resolve();
  let buffered: Uint8Array[] = [];
  let bufferedBytes = 0;
  let writtenAt = performance.now();

  const read = async ({ count, samplesChecksum }: SpanInput, span: number): Promise<SpanOutputs | undefined> => {
    if (!reading) return undefined;
    const head = await readBytes(file!, end, RECORD_HEAD_BYTES);
    const length = head && bodyLength(head, layout);
    const body = length === undefined ? undefined : await readBytes(file!, end + RECORD_HEAD_BYTES, length);
    const record = head && body && decodeRecord(head, body, layout);
    if (record?.span === span && record.count === count && record.samplesChecksum === samplesChecksum) {
      end += RECORD_HEAD_BYTES + body!.length;
      kept = span + 1;
      return record.outputs;
    }
    reading = false;
    await wrapWriteErrors(path, () => file!.truncate(end));
    return undefined;
  };

  const write = async (): Promise<void> => {
    if (bufferedBytes === 0) return;
    await wrapWriteErrors(path, async () => {
      if (file === undefined) {
        await makeFolder(dirname(path));
        // Replaced, never followed, should it be a link.
        await rm(path, { force: true });
        file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o666);
        buffered.unshift(Buffer.from(`${JSON.stringify(source)}\n`));
      }
      const bytes = Buffer.concat(buffered);
      buffered = [];
      bufferedBytes = 0;
      const { bytesWritten } = await file.write(bytes, 0, bytes.length, end);
      end += bytesWritten;
      if (bytesWritten < bytes.length) throw Object.assign(new Error('disk full'), { code: 'ENOSPC' });
      await file.datasync();
    });
    writtenAt = performance.now();
  };

  return {
    next(span) {
      const index = nextSpan++;
      const found = queue.then(() => read(span, index));
      queue = found.catch(() => undefined);
      return found;
    },
    async keep({ count, samplesChecksum }, outputs) {
      const record = encodeRecord({ span: kept++, count, samplesChecksum, outputs }, layout);
      buffered.push(record);
      bufferedBytes += record.length;
      const due = performance.now() - writtenAt >= secondsBetweenWrites * 1000;
      if (due || bufferedBytes >= BUFFERED_BYTES) await write();
    },
    async close() {
      if (file) await write();
      await file?.close();
      file = undefined;
    },
    async remove() {
      await file?.close();
      file = undefined;
      await rm(path, { force: true });
    },
  };
}

/** Reads what the outputs in a file depend on; undefined if that cannot be read. */
export async function readOutputSource(path: string): Promise<OutputSource | undefined> {
  const file = await open(path, constants.O_RDONLY | NO_FOLLOW).catch(() => undefined);
  try {
    return file && (await readHeader(file))?.source;
  } finally {
    await file?.close();
  }
}

async function readHeader(file: FileHandle): Promise<{ source: OutputSource; bytes: number } | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
  const newline = buffer.subarray(0, bytesRead).indexOf(10);
  if (newline < 0) return undefined;
  const source = outputSource.safeParse(tryParseJson(buffer.toString('utf8', 0, newline))).data;
  return source && { source, bytes: newline + 1 };
}

/** Reads bytes at a position; undefined if the file ends before. */
async function readBytes(file: FileHandle, position: number, length: number): Promise<Uint8Array | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return bytesRead === length ? buffer : undefined;
}

import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DatasetError } from '../../../errors.js';

/** Content of a file, decompressed if it is gzip. */
export interface FileBytes {
  readonly bytes: Uint8Array;
  /** Whether the content is longer than the limit; the rest was not read. */
  readonly more: boolean;
}

const GZIP_MAGIC = [0x1f, 0x8b] as const;
const CHUNK_BYTES = 1 << 18;

/**
 * Reads the beginning of a file, and decompresses it if its content is gzip, whatever its name. Memory is bounded by
 * the limit, not by what the file claims or inflates to.
 * @param maxBytes most decompressed bytes to return
 * @throws DatasetError if the file cannot be read, or is damaged gzip
 */
export async function readBytes(file: string, maxBytes: number): Promise<FileBytes> {
  const handle = await open(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new DatasetError(`${file}: cannot be read: it is not a file`);
    const start = await readInto(handle, new Uint8Array(Math.min(stats.size, GZIP_MAGIC.length)));
    if (isGzip(start)) return await inflateStart(file, handle, maxBytes);
    const bytes = await readInto(handle, new Uint8Array(Math.min(stats.size, maxBytes)));
    return { bytes, more: stats.size > bytes.length };
  } catch (cause) {
    throw cause instanceof DatasetError ? cause : unreadable(file, cause);
  } finally {
    await handle.close();
  }
}

/** Fills a buffer from the start of a file. @returns the part that was filled */
async function readInto(handle: FileHandle, bytes: Uint8Array): Promise<Uint8Array> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function inflateStart(file: string, handle: FileHandle, maxBytes: number): Promise<FileBytes> {
  const chunks: Buffer[] = [];
  let length = 0;
  const source = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK_BYTES });
  try {
    await pipeline(source, createGunzip({ chunkSize: CHUNK_BYTES }), async (inflated: AsyncIterable<Buffer>) => {
      for await (const chunk of inflated) {
        chunks.push(chunk);
        length += chunk.length;
        // Leaving the loop stops the decompression.
        if (length > maxBytes) break;
      }
    });
  } catch (cause) {
    if (length <= maxBytes) {
      throw new DatasetError(`${file}: expected a valid gzip file, got a damaged one (${messageOf(cause)})`, { cause });
    }
  }
  const bytes = new Uint8Array(Math.min(length, maxBytes));
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, bytes.length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, more: length > maxBytes };
}

function unreadable(file: string, cause: unknown): DatasetError {
  return new DatasetError(`${file}: cannot be read: ${messageOf(cause)}`, { cause });
}

/** Whether bytes start with the gzip magic number. */
export function isGzip(bytes: Uint8Array): boolean {
  return GZIP_MAGIC.every((value, at) => bytes[at] === value);
}

/** Returns the message of a thrown value. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

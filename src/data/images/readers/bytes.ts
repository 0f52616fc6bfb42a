import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DatasetError } from '../../../errors.js';

const inflate = promisify(gunzip);

/**
 * Reads a file and decompresses it if its content is gzip, whatever its name.
 * @throws DatasetError if the file cannot be read, or is damaged gzip
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  const content = await readFile(file).catch((cause: unknown) => {
    throw new DatasetError(`${file}: cannot be read: ${messageOf(cause)}`, { cause });
  });
  if (!isGzip(content)) return plain(content);
  const inflated = await inflate(content).catch((cause: unknown) => {
    throw new DatasetError(`${file}: expected a valid gzip file, got a damaged one (${messageOf(cause)})`, { cause });
  });
  return plain(inflated);
}

/** Returns the same memory as a plain Uint8Array: `slice` of a Buffer returns a view, of a Uint8Array a copy. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Whether bytes start with the gzip magic number. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Returns the message of a thrown value. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

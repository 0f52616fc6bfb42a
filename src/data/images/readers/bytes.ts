import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DatasetError } from '../../../errors.js';

const inflate = promisify(gunzip);

/**
 * Content of a file, unpacked if it is gzip: decided by what is in it, whatever its name.
 * @throws DatasetError if it cannot be read, or is a damaged gzip
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  const content = await readFile(file).catch((cause: unknown) => {
    throw new DatasetError(`${file}: cannot be read: ${messageOf(cause)}`, { cause });
  });
  if (!isGzip(content)) return plain(content);
  const inflated = await inflate(content).catch((cause: unknown) => {
    throw new DatasetError(`${file}: expected a whole gzip file, got a damaged one (${messageOf(cause)})`, { cause });
  });
  return plain(inflated);
}

/** The same memory as an array that is no Buffer: slices of a Buffer are views, those of an array copies. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The message of whatever was thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

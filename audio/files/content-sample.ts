import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** What tells the content of a file from that of others, without reading all of it. */
export interface ContentSample {
  /** Bytes of the file. */
  readonly size: number;
  readonly mtimeMs: number;
  /** SHA-256 of the file's first, middle and last bytes, in hex. */
  readonly sample: string;
}

/** Bytes that are hashed at each place: enough for a header and a second of sound. */
const BLOCK_BYTES = 1 << 16;

/**
 * Reads a sample of a file. The beginning alone tells little: it may be silence, or a picture in a tag. Nor do size and
 * time: recorders on one schedule write files that share both.
 * @throws system errors of a file that cannot be read
 */
export async function readContentSample(path: string): Promise<ContentSample> {
  await using file = await open(path);
  const { size, mtimeMs } = await file.stat();
  const hash = createHash('sha256');
  const last = Math.max(0, size - BLOCK_BYTES);
  const block = Buffer.allocUnsafe(Math.min(size, BLOCK_BYTES));
  for (const position of new Set([0, Math.floor(last / 2), last])) {
    const { bytesRead } = await file.read(block, { position });
    hash.update(block.subarray(0, bytesRead));
  }
  return { size, mtimeMs, sample: hash.digest('hex') };
}

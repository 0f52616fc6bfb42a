import type { FileHandle } from 'node:fs/promises';
import { HEAD_BYTES, type ChunkHead } from './chunks.js';
import { readerOf } from './read.js';
import { openChunks, walkChunks } from './walk.js';

/** A chunk with the beginning of its contents. */
export interface ChunkContent extends ChunkHead {
  /** As many bytes as were asked for, or as the chunk or the file has. */
  readonly bytes: Uint8Array;
}

/** Chunks of a WAV file. */
export interface WavChunks {
  /** In the order of the file. */
  readonly chunks: readonly ChunkContent[];
  /** Whether numbers are stored with their highest byte first, as in RIFX. */
  readonly bigEndian: boolean;
}

/** Most chunks whose contents are read. */
const MAX_CONTENTS = 12;

/**
 * Reads chunks before and behind the samples of a WAV file, in bounded time: at most 1000 heads and twelve contents.
 * Damage ends the reading without an error.
 * @param handle stays open
 * @param limits bytes to read, by the chunk's name
 * @returns undefined if it is not a WAV file
 */
export async function readWavChunks(
  handle: FileHandle,
  limits: Readonly<Record<string, number>>,
): Promise<WavChunks | undefined> {
  const readAt = readerOf(handle);
  const { container, chunks } = await openChunks(readAt, (await handle.stat()).size);
  if (container === undefined) return undefined;
  const contents: ChunkContent[] = [];
  for await (const head of walkChunks(chunks, { behind: true })) {
    const limit = Object.hasOwn(limits, head.id) ? limits[head.id] : undefined;
    if (limit === undefined) continue;
    const bytes = await readAt(head.position + HEAD_BYTES, Math.min(head.size, limit));
    contents.push({ ...head, bytes });
    if (contents.length === MAX_CONTENTS) break;
  }
  return { chunks: contents, bigEndian: chunks.bigEndian };
}

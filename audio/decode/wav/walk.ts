import {
  ascii,
  HEAD_BYTES,
  isChunkName,
  nextChunk,
  readChunkHead,
  viewOf,
  type ChunkFile,
  type ChunkHead,
  type ReadAt,
} from './chunks.js';
import { announcedBytes } from './data-size.js';

const CONTAINERS = ['RIFF', 'RIFX', 'RF64', 'BW64'] as const;
/** RIFF, its big-endian form, or one of its 64-bit variants. */
export type Container = (typeof CONTAINERS)[number];

/** Bytes before the first chunk. */
const CONTAINER_BYTES = 12;
/** Most chunks that are looked at: files in practice have below twenty. */
const MAX_CHUNKS = 1000;

/**
 * Returns the container that a file starts with, and its chunks' byte order; undefined if it is not a WAV file.
 * @param fileBytes size of the file; Infinity for a pipe
 */
export async function openChunks(
  readAt: ReadAt,
  fileBytes: number,
): Promise<{ readonly magic: string; readonly container?: Container; readonly chunks: ChunkFile }> {
  const magic = ascii(await readAt(0, CONTAINER_BYTES));
  const container = CONTAINERS.find((name) => name === magic);
  return { magic, ...(container && { container }), chunks: { readAt, fileBytes, bigEndian: container === 'RIFX' } };
}

/**
 * Yields the heads of chunks up to the samples, and those behind them if `behind` is set. Damage ends the walk: the
 * number of steps does not depend on the file's size.
 */
export async function* walkChunks(chunks: ChunkFile, { behind = false } = {}): AsyncGenerator<ChunkHead> {
  let position = CONTAINER_BYTES;
  let longDataBytes: number | undefined;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const head = await readChunkHead(chunks, position);
    if (!head || !isChunkName(head.id)) return;
    yield head;
    if (head.id === 'ds64') longDataBytes = (await readLongDataBytes(chunks, head)) ?? longDataBytes;
    let { size } = head;
    if (head.id === 'data') {
      const announced = behind ? await announcedBytes(chunks, head, longDataBytes) : undefined;
      if (announced === undefined) return;
      size = announced;
    }
    position = await nextChunk(chunks, position + HEAD_BYTES + size);
  }
}

/** Returns where the chunk after this one starts, or after none, the first. */
export async function positionAfter(chunks: ChunkFile, head: ChunkHead | undefined): Promise<number> {
  return head ? nextChunk(chunks, head.position + HEAD_BYTES + head.size) : CONTAINER_BYTES;
}

/** Reads the size of the samples from the ds64 chunk of RF64 (EBU Tech 3306); undefined if the file ends in it. */
export async function readLongDataBytes({ readAt }: ChunkFile, { position }: ChunkHead): Promise<number | undefined> {
  const sizes = await readAt(position + HEAD_BYTES, 16);
  return sizes.length === 16 ? Number(viewOf(sizes).getBigUint64(8, true)) : undefined;
}

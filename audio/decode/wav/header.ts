import { AudioFormatError } from '../../../src/errors.js';
import { HEAD_BYTES, readChunkHead, type ChunkFile, type ChunkHead, type ReadAt } from './chunks.js';
import { announcedBytes, isPlausibleData, unannouncedBytes } from './data-size.js';
import { FORMAT_BYTES, parseFormat, sampleFormatOf, type SampleFormat, type WavFormat } from './format.js';
import { openChunks, positionAfter, readLongDataBytes, walkChunks, type Container } from './walk.js';

/** Contents of a WAV header, checked against the file. */
export interface WavHeader extends WavFormat {
  /** RIFF, its big-endian form, or one of its 64-bit variants. */
  readonly container: Container;
  /** Whether samples are stored with their highest byte first. */
  readonly bigEndian: boolean;
  /** Absent if the samples are neither uncompressed integers nor floats. */
  readonly sampleFormat?: SampleFormat;
  /** Byte offset of the samples in the file. */
  readonly dataOffset: number;
  /** Bytes of samples in the file, in whole blocks; Infinity in a pipe. */
  readonly dataBytes: number;
  /** Number of blocks that the header announces; absent if it was written before the length was known. */
  readonly announcedFrames?: number;
  /** Bytes after the announced samples that are no chunk. */
  readonly unannouncedBytes: number;
  /** The chunk whose size is wrong, if the samples were found nevertheless. */
  readonly wrongChunk?: ChunkHead;
}

/** Bytes after a chunk with a wrong size that are searched for the samples. */
const SEARCH_BYTES = 1 << 20;

/**
 * Reads the header of a WAV file. Supports RIFF, RIFX, RF64 and BW64 (EBU Tech 3306), WAVE_FORMAT_EXTENSIBLE, the sizes
 * that streaming programs leave, and chunks of odd size with or without a padding byte.
 * @param readAt rejects to end the reading
 * @param file name for errors
 * @param fileBytes size of the file; Infinity for a pipe
 * @throws AudioFormatError if it is not a WAV file, is damaged, or ends before the samples start
 */
export async function readWavHeader(readAt: ReadAt, file: string, fileBytes: number): Promise<WavHeader> {
  const { magic, container, chunks } = await openChunks(readAt, fileBytes);
  if (container === undefined) {
    throw new AudioFormatError(`${file}: not a WAV file: expected "RIFF" at its start, got ${JSON.stringify(magic)}`);
  }
  const { format, data, longDataBytes, wrongChunk } = await findSamples(chunks, file);
  const announced = await announcedBytes(chunks, data, longDataBytes);
  const sampleFormat = sampleFormatOf(format);
  const dataOffset = data.position + HEAD_BYTES;
  const block = format.blockAlign || 1;
  const available = Math.max(0, Math.min(announced ?? Infinity, fileBytes - dataOffset));
  return {
    container,
    bigEndian: chunks.bigEndian,
    ...format,
    ...(sampleFormat && { sampleFormat }),
    dataOffset,
    dataBytes: available === Infinity ? available : available - (available % block),
    ...(announced !== undefined && { announcedFrames: Math.floor(announced / block) }),
    unannouncedBytes: announced === undefined ? 0 : await unannouncedBytes(chunks, dataOffset + announced),
    ...(wrongChunk && { wrongChunk }),
  };
}

interface FoundSamples {
  readonly format: WavFormat;
  readonly data: ChunkHead;
  readonly longDataBytes?: number;
  readonly wrongChunk?: ChunkHead;
}

/** Finds format and samples. If the chunks are damaged, it searches the last one for the samples. */
async function findSamples(chunks: ChunkFile, file: string): Promise<FoundSamples> {
  const { readAt, fileBytes, bigEndian } = chunks;
  let format: WavFormat | undefined;
  let long: { longDataBytes?: number } = {};
  let last: ChunkHead | undefined;
  for await (const head of walkChunks(chunks)) {
    if (head.id === 'ds64') {
      const longDataBytes = await readLongDataBytes(chunks, head);
      if (longDataBytes !== undefined) long = { longDataBytes };
    } else if (head.id === 'fmt ') {
      const bytes = await readAt(head.position + HEAD_BYTES, Math.min(head.size, FORMAT_BYTES));
      format = parseFormat(bytes, bigEndian, file);
    } else if (head.id === 'data') {
      if (format) return { format, data: head, ...long };
      throw new AudioFormatError(
        `${file}: damaged WAV: "data" chunk at byte ${head.position} without a "fmt " chunk before it`,
      );
    }
    last = head;
  }
  const data = format && last && (await searchData(chunks, last));
  if (format && last && data) return { format, data, ...long, wrongChunk: last };
  const missing = format ? 'the "data" chunk' : 'the "fmt " chunk';
  const position = await positionAfter(chunks, last);
  if (await readChunkHead(chunks, position)) {
    throw new AudioFormatError(`${file}: damaged WAV: expected ${missing} at byte ${position}`);
  }
  const end = Math.min(position, fileBytes);
  throw new AudioFormatError(`${file}: truncated WAV: ends after ${end} bytes, before ${missing}`);
}

/** Searches the content of a chunk with a wrong size for the samples. */
async function searchData(chunks: ChunkFile, { position }: ChunkHead): Promise<ChunkHead | undefined> {
  if (chunks.fileBytes === Infinity) return undefined;
  const start = position + HEAD_BYTES;
  const bytes = Buffer.from(await chunks.readAt(start, Math.min(SEARCH_BYTES, Math.max(0, chunks.fileBytes - start))));
  for (let at = bytes.indexOf('data'); at >= 0; at = bytes.indexOf('data', at + 1)) {
    const head = await readChunkHead(chunks, start + at);
    if (head && (await isPlausibleData(chunks, head))) return head;
  }
  return undefined;
}

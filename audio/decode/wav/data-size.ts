import { HEAD_BYTES, isChunkBoundary, isKnownChunk, type ChunkFile, type ChunkHead } from './chunks.js';

/**
 * Sizes that programs write when they cannot seek back to write the real one: the largest that 31 or 32 bits can state,
 * possibly less the length of a header. sox leaves 0x7FFFF000, Kaldi 0x7FFFFFFF, arecord 0x80000000, ffmpeg 0xFFFFFFFF.
 */
const PLACEHOLDERS: readonly (readonly [number, number])[] = [
  [0x7ffff000, 0x80000000],
  [0xfffff000, 0xffffffff],
];
/** Sizes of RF64 above this, 256 TiB, are no sizes. */
const LARGEST_SIZE = 2 ** 48;

function isPlaceholder(size: number): boolean {
  return PLACEHOLDERS.some(([lowest, highest]) => size >= lowest && size <= highest);
}

/**
 * Returns the number of bytes of samples that the header announces.
 * @param longDataBytes size from the ds64 chunk of RF64
 * @returns undefined if the header was written before the size was known
 */
export async function announcedBytes(
  file: ChunkFile,
  { position, size }: ChunkHead,
  longDataBytes: number | undefined,
): Promise<number | undefined> {
  const { fileBytes } = file;
  const body = position + HEAD_BYTES;
  const hasLongSize = longDataBytes !== undefined && longDataBytes > 0 && longDataBytes <= LARGEST_SIZE;
  // The size is 0xFFFFFFFF where ds64 has it; some recorders leave it at 0.
  if (hasLongSize && (size === 0xffffffff || size === 0)) return longDataBytes;
  if (size === 0xffffffff && longDataBytes !== undefined) return undefined;
  if (isPlaceholder(size) && (fileBytes === Infinity || !(await isChunkBoundary(file, body + size)))) return undefined;
  // 0 means either no samples or a program that never wrote the size; what follows shows which.
  if (size === 0 && fileBytes > body && !(await isKnownChunk(file, body))) return undefined;
  if (fileBytes === Infinity) return size;
  // Beyond 4 GiB, the 32-bit size of some recorders wraps to 0. No other chunk is that long.
  return size + Math.max(0, Math.floor((fileBytes - body - size) / 2 ** 32)) * 2 ** 32;
}

/**
 * Whether a "data" chunk at this position is the real one: it ends where the file ends or another chunk starts, or its
 * size was never written.
 */
export async function isPlausibleData(file: ChunkFile, { position, size }: ChunkHead): Promise<boolean> {
  return isPlaceholder(size) || (size > 0 && (await isChunkBoundary(file, position + HEAD_BYTES + size)));
}

/** Zeros after the samples are space that a recorder reserved, not sound; this many are read to tell. */
const PROBE_BYTES = 4096;

/**
 * Returns the number of bytes between the end of the samples and the end of the file, if they are neither chunks nor
 * zeros: a recorder went on after it wrote the header, and never corrected it.
 */
export async function unannouncedBytes(file: ChunkFile, end: number): Promise<number> {
  const { readAt, fileBytes } = file;
  if (fileBytes === Infinity || end >= fileBytes || (await isChunkBoundary(file, end))) return 0;
  const probes = [await readAt(end, PROBE_BYTES), await readAt(Math.max(end, fileBytes - PROBE_BYTES), PROBE_BYTES)];
  return probes.some((bytes) => bytes.some((byte) => byte !== 0)) ? fileBytes - end : 0;
}

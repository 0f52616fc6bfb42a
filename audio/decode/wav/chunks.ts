/** Reads up to `length` bytes from `position` on; fewer only at the end. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

/** The head of a RIFF chunk. */
export interface ChunkHead {
  /** Byte offset of the head. */
  readonly position: number;
  /** Four characters. */
  readonly id: string;
  /** Bytes after the head, as announced: the file may be shorter. */
  readonly size: number;
}

/** Bytes of a chunk's head: its name and its size. */
export const HEAD_BYTES = 8;

/** A file of chunks. */
export interface ChunkFile {
  readonly readAt: ReadAt;
  /** Size of the file; Infinity for a pipe. */
  readonly fileBytes: number;
  /** Whether numbers are stored with their highest byte first, as in RIFX. */
  readonly bigEndian: boolean;
}

/** Reads the head of a chunk; undefined at the end of the file. */
export async function readChunkHead(
  { readAt, bigEndian }: ChunkFile,
  position: number,
): Promise<ChunkHead | undefined> {
  const bytes = await readAt(position, HEAD_BYTES);
  if (bytes.length < HEAD_BYTES) return undefined;
  return { position, id: ascii(bytes), size: viewOf(bytes).getUint32(4, !bigEndian) };
}

/** Whether these four characters can be the name of a chunk. */
export function isChunkName(id: string): boolean {
  return /^[\x20-\x7e]{4}$/.test(id);
}

/** Names of chunks found in practice; they distinguish a finished file from an unfinished one. */
const KNOWN_CHUNKS: ReadonlySet<string> = new Set([
  ...['fmt ', 'data', 'fact', 'LIST', 'bext', 'JUNK', 'junk', 'PAD ', 'FLLR', 'cue ', 'plst', 'smpl', 'inst', 'PEAK'],
  ...['iXML', 'axml', '_PMX', 'id3 ', 'ID3 ', 'DISP', 'wamd', 'guan', 'SAUR', 'afsp', 'note', 'labl', 'levl', 'chna'],
]);

/** Whether a chunk with a known name starts at this position. */
export async function isKnownChunk({ readAt }: ChunkFile, position: number): Promise<boolean> {
  return KNOWN_CHUNKS.has(ascii(await readAt(position, 4)));
}

/**
 * Whether the file can end at this position, or a chunk of any name starts here. Chunks start at even offsets, but some
 * programs omit the padding byte.
 */
export async function isChunkBoundary(file: ChunkFile, position: number): Promise<boolean> {
  for (const at of new Set([position, position + (position % 2)])) {
    if (at === file.fileBytes) return true;
    const head = await readChunkHead(file, at);
    if (head && isChunkName(head.id) && at + HEAD_BYTES + head.size <= file.fileBytes) return true;
  }
  return false;
}

/** Returns the position of the chunk after one that ends at `end`, with or without a padding byte. */
export async function nextChunk(file: ChunkFile, end: number): Promise<number> {
  if (end % 2 === 0) return end;
  return !(await isKnownChunk(file, end + 1)) && (await isKnownChunk(file, end)) ? end : end + 1;
}

/** Returns the first four bytes as characters. */
export function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 4));
}

/** Returns a view of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

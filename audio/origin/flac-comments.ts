import type { FileHandle } from 'node:fs/promises';
import { readAudioMothComment } from './audiomoth-comment.js';
import type { Finding } from './finding.js';
import { decodeBytes } from './text.js';

const MAGIC = 'fLaC';
/** Bytes before a block: one of flag and type, three of its length. */
const HEAD_BYTES = 4;
const LAST_BLOCK = 0x80;
const VORBIS_COMMENT = 4;
/** Most blocks that are looked at: files in practice have below ten. */
const MAX_BLOCKS = 128;
/** Bytes that are read of the comments, which are at most 16 MiB. Programs write below a kilobyte. */
const COMMENT_BYTES = 1 << 16;
const MAX_COMMENTS = 1000;
/** Names under which programs keep ICMT, the comment of a WAV file: ffmpeg writes DESCRIPTION, SoX Comment. */
const NAMES: ReadonlySet<string> = new Set(['COMMENT', 'DESCRIPTION']);
const NAME_BYTES = 'DESCRIPTION='.length;

/**
 * Reads AudioMoth's sentence from the comments of a FLAC file, where programs put it that convert WAV. Costs a bounded
 * number of bytes and no error, whatever the file holds.
 *
 * Sources: RFC 9639, 8 (blocks) and 8.6 (comments); "Ogg Vorbis I format specification: comment field and header
 * specification" (Xiph.Org): little-endian lengths, fields `NAME=value` in UTF-8, names in any case.
 * @param handle stays open
 * @returns nothing for files that are not FLAC
 */
export async function readFlacFindings(handle: FileHandle): Promise<Finding[]> {
  const comments = await commentBlock(handle);
  if (!comments) return [];
  for (const text of commentTexts(comments)) {
    const finding = readAudioMothComment(text);
    if (finding) return [finding];
  }
  return [];
}

/** Returns the beginning of the block of comments; undefined if there is none. */
async function commentBlock(handle: FileHandle): Promise<Buffer | undefined> {
  if ((await read(handle, 0, MAGIC.length)).toString('latin1') !== MAGIC) return undefined;
  let position = MAGIC.length;
  for (let count = 0; count < MAX_BLOCKS; count++) {
    const head = await read(handle, position, HEAD_BYTES);
    if (head.length < HEAD_BYTES) return undefined;
    const kind = head[0]!;
    const size = head.readUIntBE(1, 3);
    if ((kind & ~LAST_BLOCK) === VORBIS_COMMENT) {
      return read(handle, position + HEAD_BYTES, Math.min(size, COMMENT_BYTES));
    }
    if (kind & LAST_BLOCK) return undefined;
    position += HEAD_BYTES + size;
  }
  return undefined;
}

/** Yields the comments proper, as far as the lengths make sense. */
function* commentTexts(bytes: Buffer): Generator<string> {
  // The name of the program comes first, and then the number of fields.
  let at = lengthAt(bytes, 0) + 8;
  for (let count = 0; at + 4 <= bytes.length && count < MAX_COMMENTS; count++) {
    const start = at + 4;
    const end = start + lengthAt(bytes, at);
    if (end > bytes.length) return;
    const name = bytes.toString('latin1', start, Math.min(end, start + NAME_BYTES)).split('=', 1)[0]!;
    if (NAMES.has(name.toUpperCase())) yield decodeBytes(bytes.subarray(start + name.length + 1, end));
    at = end;
  }
}

/** Reads a length of 32 bits; 0 behind the end. */
function lengthAt(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0;
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

import type { ReadAt } from '../wav/chunks.js';
import { oggEndsAbruptly } from './ogg.js';

/**
 * Whether a file is truncated, for the two containers whose header does not state the length. In Ogg, the last page and
 * packet must be complete; in MP3 without a Xing header, the last frame must be complete. ffmpeg reports neither.
 */
export async function isTruncated(readAt: ReadAt, fileBytes: number, container: string | undefined): Promise<boolean> {
  const length = Math.min(fileBytes, 1 << 16);
  const tail = await readAt(fileBytes - length, length);
  if (container === 'ogg') return oggEndsAbruptly(tail);
  if (container === 'mp3') return mp3EndsAbruptly(tail);
  return false;
}

/** Follows the chain of frames to its end; tags may follow. */
function mp3EndsAbruptly(tail: Uint8Array): boolean {
  for (let start = 0; start + 4 <= Math.min(tail.length, CHAIN_SEARCH_BYTES); start++) {
    let at = start;
    let frames = 0;
    for (let size = frameBytes(tail, at); size > 0; size = frameBytes(tail, at)) {
      frames++;
      if (at + size > tail.length) return frames >= 4;
      at += size;
    }
    // The chain ends before the file does: a tag or padding follows, or (below 4 frames) it was not a chain.
    if (frames >= 4) return false;
  }
  return false;
}
const CHAIN_SEARCH_BYTES = 8192;

/** Bit rates in kbit/s: [MPEG 1, MPEG 2 and 2.5] × index, layer III. */
const BIT_RATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const SAMPLE_RATES = [44_100, 48_000, 32_000] as const;

/** Returns the length of the layer III frame that starts at this offset; 0 if none does. */
function frameBytes(bytes: Uint8Array, at: number): number {
  const [a, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  if (a !== 0xff || b === undefined || c === undefined || (b & 0xe0) !== 0xe0) return 0;
  const version = (b >> 3) & 3;
  const layer = (b >> 1) & 3;
  const rate = SAMPLE_RATES[(c >> 2) & 3];
  if (version === 1 || layer !== 1 || rate === undefined) return 0;
  const mpeg1 = version === 3;
  const kilobits = BIT_RATES[mpeg1 ? 0 : 1][c >> 4];
  if (!kilobits) return 0;
  const sampleRate = rate / (mpeg1 ? 1 : version === 2 ? 2 : 4);
  return Math.floor(((mpeg1 ? 144_000 : 72_000) * kilobits) / sampleRate) + ((c >> 1) & 1);
}

import { AudioFormatError } from '../../../src/errors.js';
import type { WavHeader } from './header.js';

/** Up to this size a WAV file may be decoded in one go. */
const QUICK_BYTES = 4 << 20;

/**
 * Whether `node-wav` reads this file rightly. It throws on WAVE_FORMAT_EXTENSIBLE, gives NaN for what a truncated file lacks, believes a
 * size of 0xFFFFFFFF and loses its way after chunks of odd size: so the header must be the plain one of 44 bytes, and true. And it divides
 * positive integers by 2^(bits − 1) − 1 but negative ones by 2^(bits − 1), which bends every waveform a little at zero: so only float
 * samples, which it leaves alone.
 */
export function isPlainWav(header: WavHeader, fileBytes: number): boolean {
  return (
    header.container === 'RIFF' &&
    !header.extensible &&
    header.sampleFormat === 'f32' &&
    header.dataOffset === PLAIN_HEADER_BYTES &&
    fileBytes <= QUICK_BYTES &&
    fileBytes % 4 === 0 &&
    header.announcedFrames !== undefined &&
    header.announcedFrames * header.blockAlign === header.dataBytes
  );
}
const PLAIN_HEADER_BYTES = 44;

/**
 * Decodes a small, plain WAV file with `node-wav`.
 * @returns one array per channel
 */
export async function decodeWithNodeWav(bytes: Uint8Array, file: string): Promise<readonly Float32Array[]> {
  const { default: wav } = await import('node-wav');
  try {
    // A copy at the beginning of its own buffer: node-wav makes typed views at the file's own offsets.
    return wav.decode(Uint8Array.from(bytes).buffer).channelData;
  } catch (cause) {
    throw new AudioFormatError(`${file}: damaged WAV: ${(cause as Error).message}`, { cause });
  }
}

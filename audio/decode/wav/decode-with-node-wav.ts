import { AudioFormatError } from '../../../src/errors.js';
import type { WavHeader } from './header.js';

/** Largest WAV file that is decoded in one call. */
const MAX_BYTES = 4 << 20;

/**
 * Whether `node-wav` decodes this file correctly. It throws on WAVE_FORMAT_EXTENSIBLE, returns NaN for the missing
 * part of a truncated file, trusts a size of 0xFFFFFFFF, and loses track after chunks of odd size, so the file must
 * have a plain and correct header of 44 bytes. It also divides positive integers by 2^(bits − 1) − 1 but negative
 * ones by 2^(bits − 1), a slight distortion at zero, so only float samples qualify, which it does not scale.
 */
export function isPlainWav(header: WavHeader, fileBytes: number): boolean {
  return (
    header.container === 'RIFF' &&
    !header.extensible &&
    header.sampleFormat === 'f32' &&
    header.dataOffset === PLAIN_HEADER_BYTES &&
    fileBytes <= MAX_BYTES &&
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
    // Copied to the start of a new buffer, because node-wav creates typed views at offsets within the file.
    return wav.decode(Uint8Array.from(bytes).buffer).channelData;
  } catch (cause) {
    throw new AudioFormatError(`${file}: damaged WAV: ${(cause as Error).message}`, { cause });
  }
}

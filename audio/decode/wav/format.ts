import { AudioFormatError } from '../../../src/errors.js';
import { viewOf } from './chunks.js';

/** Storage format of a sample. */
export type SampleFormat = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

export const BYTES_PER_SAMPLE: Readonly<Record<SampleFormat, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
};

/** Contents of a "fmt " chunk. */
export interface WavFormat {
  /** Codec number; for WAVE_FORMAT_EXTENSIBLE, that of the sub-format. */
  readonly formatTag: number;
  readonly extensible: boolean;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
  /** Bytes of one sample of all channels. */
  readonly blockAlign: number;
}

/** Bytes of a "fmt " chunk that are read: all of WAVE_FORMAT_EXTENSIBLE. */
export const FORMAT_BYTES = 40;

const PCM = 0x0001;
const FLOAT = 0x0003;
const EXTENSIBLE = 0xfffe;

/**
 * Parses a "fmt " chunk.
 * @param file name for errors
 * @throws AudioFormatError if it is too short, or states no channels or no rate
 */
export function parseFormat(bytes: Uint8Array, bigEndian: boolean, file: string): WavFormat {
  if (bytes.length < 16)
    throw new AudioFormatError(`${file}: damaged WAV: "fmt " chunk of ${bytes.length} bytes, expected at least 16`);
  const view = viewOf(bytes);
  const littleEndian = !bigEndian;
  const outer = view.getUint16(0, littleEndian);
  const extensible = outer === EXTENSIBLE && bytes.length >= 26;
  const format: WavFormat = {
    // The sub-format is a GUID whose first two bytes are the codec number.
    formatTag: extensible ? view.getUint16(24, littleEndian) : outer,
    extensible,
    channels: view.getUint16(2, littleEndian),
    sampleRateHz: view.getUint32(4, littleEndian),
    blockAlign: view.getUint16(12, littleEndian),
    bitsPerSample: view.getUint16(14, littleEndian),
  };
  for (const key of ['channels', 'sampleRateHz'] as const) {
    if (format[key] === 0) throw new AudioFormatError(`${file}: damaged WAV: ${key} is 0`);
  }
  return format;
}

/** Returns the storage format; undefined if the samples are neither uncompressed integers nor floats. */
export function sampleFormatOf(format: WavFormat): SampleFormat | undefined {
  const { formatTag, channels, blockAlign, bitsPerSample } = format;
  // Samples of 12 or 20 bits are stored in the upper bits of the next whole byte count.
  const bytes = Math.ceil(bitsPerSample / 8);
  if (bitsPerSample === 0 || blockAlign !== bytes * channels) return undefined;
  if (formatTag === FLOAT) return bitsPerSample === 32 ? 'f32' : bitsPerSample === 64 ? 'f64' : undefined;
  if (formatTag !== PCM) return undefined;
  return ([undefined, 'u8', 's16', 's24', 's32'] as const)[bytes];
}

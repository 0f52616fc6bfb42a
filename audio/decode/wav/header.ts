import { AudioFormatError } from '../../../src/errors.js';

/** Storage format of a sample, little-endian. */
export type SampleFormat = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

export const BYTES_PER_SAMPLE: Readonly<Record<SampleFormat, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
};

/** Contents of a WAV header, checked against the file. */
export interface WavHeader {
  /** RIFF, or one of its 64-bit variants. */
  readonly container: 'RIFF' | 'RF64' | 'BW64';
  /** Codec number; for WAVE_FORMAT_EXTENSIBLE, that of the sub-format. */
  readonly formatTag: number;
  readonly extensible: boolean;
  /** Absent if the samples are neither uncompressed integers nor floats. */
  readonly sampleFormat?: SampleFormat;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
  /** Bytes of one sample of all channels. */
  readonly blockAlign: number;
  /** Byte offset of the samples in the file. */
  readonly dataOffset: number;
  /** Bytes of samples in the file, in whole blocks; Infinity in a pipe. */
  readonly dataBytes: number;
  /** Number of blocks that the header announces; absent if it was written before the length was known. */
  readonly announcedFrames?: number;
}

/** Reads up to `length` bytes from `position` on; fewer only at the end. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

const PCM = 0x0001;
const FLOAT = 0x0003;
const EXTENSIBLE = 0xfffe;
/** Size written by programs that cannot seek back to write the real one. */
const UNKNOWN_SIZE = 0xffffffff;

/**
 * Reads the header of a WAV file. Supports RIFF, RF64 and BW64 (EBU Tech 3306), WAVE_FORMAT_EXTENSIBLE, the sizes 0
 * and 0xFFFFFFFF that streaming programs leave, and chunks of odd size with or without a padding byte.
 * @param file name for errors
 * @param fileBytes size of the file; Infinity for a pipe
 * @throws AudioFormatError if it is not a WAV file, or ends before the samples start
 */
export async function readWavHeader(readAt: ReadAt, file: string, fileBytes: number): Promise<WavHeader> {
  const container = ascii(await readAt(0, 12), 0);
  if (container !== 'RIFF' && container !== 'RF64' && container !== 'BW64') {
    throw new AudioFormatError(
      `${file}: not a WAV file: expected "RIFF" at its start, got ${JSON.stringify(container)}`,
    );
  }

  let format: Format | undefined;
  let longDataBytes: number | undefined;
  let position = 12;
  for (;;) {
    const head = await readAt(position, 8);
    if (head.length < 8) {
      const missing = format ? 'the "data" chunk' : 'the "fmt " chunk';
      throw new AudioFormatError(`${file}: truncated WAV: ends after ${position} bytes, before ${missing}`);
    }
    const id = ascii(head, 0);
    const size = view(head).getUint32(4, true);
    const body = position + 8;

    if (id === 'ds64') {
      const sizes = await readAt(body, 16);
      if (sizes.length === 16) longDataBytes = Number(view(sizes).getBigUint64(8, true));
    } else if (id === 'fmt ') {
      format = parseFormat(await readAt(body, Math.min(size, 40)), file);
    } else if (id === 'data') {
      if (!format)
        throw new AudioFormatError(
          `${file}: damaged WAV: "data" chunk at byte ${position} without a "fmt " chunk before it`,
        );
      return withData(
        container,
        format,
        body,
        await announcedBytes(readAt, body, size, longDataBytes, fileBytes),
        fileBytes,
      );
    }
    position = await nextChunk(readAt, body + size);
  }
}

type Format = Pick<
  WavHeader,
  'formatTag' | 'extensible' | 'channels' | 'sampleRateHz' | 'bitsPerSample' | 'blockAlign'
>;

function parseFormat(bytes: Uint8Array, file: string): Format {
  if (bytes.length < 16)
    throw new AudioFormatError(`${file}: damaged WAV: "fmt " chunk of ${bytes.length} bytes, expected at least 16`);
  const v = view(bytes);
  const outer = v.getUint16(0, true);
  const extensible = outer === EXTENSIBLE && bytes.length >= 26;
  const format: Format = {
    // The sub-format is a GUID whose first two bytes are the codec number.
    formatTag: extensible ? v.getUint16(24, true) : outer,
    extensible,
    channels: v.getUint16(2, true),
    sampleRateHz: v.getUint32(4, true),
    blockAlign: v.getUint16(12, true),
    bitsPerSample: v.getUint16(14, true),
  };
  for (const key of ['channels', 'sampleRateHz'] as const) {
    if (format[key] === 0) throw new AudioFormatError(`${file}: damaged WAV: ${key} is 0`);
  }
  return format;
}

/** Returns the number of bytes of samples that the header announces; undefined if it does not state it. */
async function announcedBytes(
  readAt: ReadAt,
  body: number,
  size: number,
  longDataBytes: number | undefined,
  fileBytes: number,
): Promise<number | undefined> {
  if (size === UNKNOWN_SIZE) return longDataBytes === undefined || longDataBytes === 0 ? undefined : longDataBytes;
  // 0 means either no samples or a program that never wrote the size; what follows shows which.
  if (size === 0 && fileBytes > body && !(await isChunk(readAt, body))) return undefined;
  // Beyond 4 GiB, the 32-bit size of some recorders wraps to 0. No other chunk is that long.
  if (fileBytes === Infinity) return size;
  return size + Math.max(0, Math.floor((fileBytes - body - size) / 2 ** 32)) * 2 ** 32;
}

function withData(
  container: WavHeader['container'],
  format: Format,
  dataOffset: number,
  announced: number | undefined,
  fileBytes: number,
): WavHeader {
  const sampleFormat = sampleFormatOf(format);
  const block = format.blockAlign || 1;
  const available = Math.max(0, Math.min(announced ?? Infinity, fileBytes - dataOffset));
  return {
    container,
    ...format,
    ...(sampleFormat && { sampleFormat }),
    dataOffset,
    dataBytes: available === Infinity ? available : available - (available % block),
    ...(announced !== undefined && { announcedFrames: Math.floor(announced / block) }),
  };
}

function sampleFormatOf({ formatTag, channels, blockAlign, bitsPerSample }: Format): SampleFormat | undefined {
  // Samples of 12 or 20 bits are stored in the upper bits of the next whole byte count.
  const bytes = Math.ceil(bitsPerSample / 8);
  if (bitsPerSample === 0 || blockAlign !== bytes * channels) return undefined;
  if (formatTag === FLOAT) return bitsPerSample === 32 ? 'f32' : bitsPerSample === 64 ? 'f64' : undefined;
  if (formatTag !== PCM) return undefined;
  return ([undefined, 'u8', 's16', 's24', 's32'] as const)[bytes];
}

/** Names of chunks found in practice; they distinguish a finished file from an unfinished one. */
const KNOWN_CHUNKS: ReadonlySet<string> = new Set([
  ...['fmt ', 'data', 'fact', 'LIST', 'bext', 'JUNK', 'junk', 'PAD ', 'FLLR', 'cue ', 'plst', 'smpl', 'inst', 'PEAK'],
  ...['iXML', 'axml', '_PMX', 'id3 ', 'ID3 ', 'DISP', 'wamd', 'guan', 'SAUR', 'afsp', 'note', 'labl', 'levl', 'chna'],
]);

/** Chunks start at even offsets, but some programs omit the padding byte. */
async function nextChunk(readAt: ReadAt, end: number): Promise<number> {
  if (end % 2 === 0) return end;
  return !(await isChunk(readAt, end + 1)) && (await isChunk(readAt, end)) ? end : end + 1;
}

/** Whether a chunk with a known name starts at this position. */
async function isChunk(readAt: ReadAt, position: number): Promise<boolean> {
  return KNOWN_CHUNKS.has(ascii(await readAt(position, 4), 0));
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

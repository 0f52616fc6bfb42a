import { AudioFormatError } from '../../../src/errors.js';

/** How a sample is stored; little-endian. */
export type SampleFormat = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

export const BYTES_PER_SAMPLE: Readonly<Record<SampleFormat, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
};

/** What a WAV header says, checked against the file. */
export interface WavHeader {
  /** RIFF, or its 64-bit relatives. */
  readonly container: 'RIFF' | 'RF64' | 'BW64';
  /** Codec number; of WAVE_FORMAT_EXTENSIBLE the one inside. */
  readonly formatTag: number;
  readonly extensible: boolean;
  /** Absent if the samples are neither plain integers nor plain floats. */
  readonly sampleFormat?: SampleFormat;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
  /** Bytes of one sample of all channels. */
  readonly blockAlign: number;
  /** Where the samples begin in the file. */
  readonly dataOffset: number;
  /** Bytes of samples that are there: whole blocks; Infinity in a pipe. */
  readonly dataBytes: number;
  /** Blocks that the header announces; absent when it was written before the length was known. */
  readonly announcedFrames?: number;
}

/** Up to `length` bytes from `position` on; fewer only at the end. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

const PCM = 0x0001;
const FLOAT = 0x0003;
const EXTENSIBLE = 0xfffe;
/** The size that programs write when they cannot come back to write the real one. */
const UNKNOWN_SIZE = 0xffffffff;

/**
 * Reads the header of a WAV file: RIFF, RF64 and BW64 (EBU Tech 3306), WAVE_FORMAT_EXTENSIBLE, sizes of 0 and 0xFFFFFFFF as streaming
 * programs leave them, chunks of odd size with and without their padding byte.
 * @param file named in errors
 * @param fileBytes Infinity for a pipe
 * @throws AudioFormatError when it is no WAV file or ends before its samples begin
 */
export async function readWavHeader(readAt: ReadAt, file: string, fileBytes: number): Promise<WavHeader> {
  const container = ascii(await readAt(0, 12), 0);
  if (container !== 'RIFF' && container !== 'RF64' && container !== 'BW64') {
    throw new AudioFormatError(
      `${file}: not a WAV file: expected it to begin with "RIFF", got ${JSON.stringify(container)}`,
    );
  }

  let format: Format | undefined;
  let longDataBytes: number | undefined;
  let position = 12;
  for (;;) {
    const head = await readAt(position, 8);
    if (head.length < 8) {
      const missing = format ? 'any sound data' : 'its format is told';
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
          `${file}: damaged WAV: sound data at byte ${position} without a "fmt " chunk before it`,
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
    // The sub-format is a GUID whose first two bytes are the plain codec number.
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

/** Bytes of samples that the header announces; undefined if it does not know. */
async function announcedBytes(
  readAt: ReadAt,
  body: number,
  size: number,
  longDataBytes: number | undefined,
  fileBytes: number,
): Promise<number | undefined> {
  if (size === UNKNOWN_SIZE) return longDataBytes === undefined || longDataBytes === 0 ? undefined : longDataBytes;
  // 0 is either no sound at all or a program that never came back: told apart by what follows.
  if (size === 0 && fileBytes > body && !(await isChunk(readAt, body))) return undefined;
  // Past 4 GiB some recorders let the 32-bit size start again at 0; no other chunk is that long.
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
  const there = Math.max(0, Math.min(announced ?? Infinity, fileBytes - dataOffset));
  return {
    container,
    ...format,
    ...(sampleFormat && { sampleFormat }),
    dataOffset,
    dataBytes: there === Infinity ? there : there - (there % block),
    ...(announced !== undefined && { announcedFrames: Math.floor(announced / block) }),
  };
}

function sampleFormatOf({ formatTag, channels, blockAlign, bitsPerSample }: Format): SampleFormat | undefined {
  // Odd widths (12, 20 bits) sit at the upper end of the next whole byte.
  const bytes = Math.ceil(bitsPerSample / 8);
  if (bitsPerSample === 0 || blockAlign !== bytes * channels) return undefined;
  if (formatTag === FLOAT) return bitsPerSample === 32 ? 'f32' : bitsPerSample === 64 ? 'f64' : undefined;
  if (formatTag !== PCM) return undefined;
  return ([undefined, 'u8', 's16', 's24', 's32'] as const)[bytes];
}

/** Names of chunks that are met in the wild; an unfinished file is told from a finished one by them. */
const KNOWN_CHUNKS: ReadonlySet<string> = new Set([
  ...['fmt ', 'data', 'fact', 'LIST', 'bext', 'JUNK', 'junk', 'PAD ', 'FLLR', 'cue ', 'plst', 'smpl', 'inst', 'PEAK'],
  ...['iXML', 'axml', '_PMX', 'id3 ', 'ID3 ', 'DISP', 'wamd', 'guan', 'SAUR', 'afsp', 'note', 'labl', 'levl', 'chna'],
]);

/** Chunks begin at even places; some programs forget. */
async function nextChunk(readAt: ReadAt, end: number): Promise<number> {
  if (end % 2 === 0) return end;
  return !(await isChunk(readAt, end + 1)) && (await isChunk(readAt, end)) ? end : end + 1;
}

/** Whether a chunk that is known by name begins here. */
async function isChunk(readAt: ReadAt, position: number): Promise<boolean> {
  return KNOWN_CHUNKS.has(ascii(await readAt(position, 4), 0));
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

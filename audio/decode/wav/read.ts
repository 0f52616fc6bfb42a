import type { FileHandle } from 'node:fs/promises';
import { AudioFormatError } from '../../../src/errors.js';
import type { Decoder } from '../decoder.js';
import { createChannelMeter } from './averaged-channels.js';
import type { ReadAt } from './chunks.js';
import { decodeWithNodeWav, isPlainWav } from './decode-with-node-wav.js';
import type { SampleFormat } from './format.js';
import type { WavHeader } from './header.js';
import { createSampleReader, monoOf } from './samples.js';

/** Bytes per read: 0.45 s of stereo at 192 kHz and 24 bits, 6 s of mono at 44.1 kHz and 16 bits. */
const CHUNK_BYTES = 1 << 19;

/**
 * Creates positioned reads of an open file.
 * @param signal once aborted, reads reject with its reason
 */
export function readerOf(handle: FileHandle, signal?: AbortSignal): ReadAt {
  return async (position, length) => {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
    signal?.throwIfAborted();
    return buffer.subarray(0, bytesRead);
  };
}

/** A header whose samples this program decodes itself. */
export type DecodableHeader = WavHeader & { readonly sampleFormat: SampleFormat };

export interface WavDecoderOptions {
  /** Called with one line, without the file name. */
  readonly warn: (message: string) => void;
  /** Index of the channel to read. Default: the mean of all. */
  readonly channel?: number | undefined;
}

/**
 * Decodes a WAV file of uncompressed integers or floats.
 * @param handle closed when decoding ends
 * @throws AudioFormatError if the file contains no samples
 */
export function wavDecoder(
  handle: FileHandle,
  header: DecodableHeader,
  file: string,
  fileBytes: number,
  { warn, channel }: WavDecoderOptions,
): Decoder {
  const { sampleFormat, bigEndian, channels, sampleRateHz, blockAlign, dataBytes, announcedFrames } = header;
  if (dataBytes === 0)
    throw new AudioFormatError(
      `${file}: contains no audio: its WAV header announces ${announcedFrames ?? 'no'} samples`,
    );
  const frames = announcedFrames ?? dataBytes / blockAlign;
  return {
    info: {
      container: 'wav',
      codec: codecOf(sampleFormat, bigEndian),
      sampleRateHz,
      channels,
      ...(announcedFrames !== undefined && { durationSeconds: frames / sampleRateHz }),
      decoder: 'wav',
    },
    mayBeInvalid: sampleFormat === 'f32' || sampleFormat === 'f64',
    lengthHint: dataBytes / blockAlign,
    async *mono() {
      let framesRead = 0;
      const meter = createChannelMeter(sampleFormat, channels, channel);
      try {
        if (isPlainWav(header, fileBytes)) {
          const bytes = await readerOf(handle)(0, fileBytes);
          meter.add(bytes.subarray(header.dataOffset, header.dataOffset + dataBytes));
          const mono = monoOf(await decodeWithNodeWav(bytes, file), channel);
          framesRead = mono.length;
          yield mono;
        } else {
          const reader = createSampleReader({ format: sampleFormat, channels, bigEndian, channel });
          for await (const bytes of blocks(handle, header)) {
            const mono = reader.toMono(bytes);
            meter.add(bytes);
            framesRead += mono.length;
            yield mono;
          }
        }
      } finally {
        await handle.close();
      }
      for (const message of [...sizeWarnings(header, framesRead), ...meter.warnings()]) warn(message);
    },
    async readAt(start, count) {
      const available = dataBytes / blockAlign;
      const first = Math.min(start, available);
      const length = Math.min(count, available - first) * blockAlign;
      const bytes = await readerOf(handle)(header.dataOffset + first * blockAlign, length);
      const whole = bytes.length - (bytes.length % blockAlign);
      // The reader needs an offset that is a multiple of 8, which a part of Node's pool need not have.
      const aligned = new Uint8Array(bytes.subarray(0, whole));
      return createSampleReader({ format: sampleFormat, channels, bigEndian, channel }).toMono(aligned);
    },
    close: () => handle.close(),
  };
}

/** A size may count the header too, or a few bytes more; a longer file is truncated. */
const MAX_HEADER_MISTAKE_BYTES = 4096;
/** Shorter differences are not worth a warning. */
const TRUNCATION_SECONDS = 0.01;
/** Shorter parts behind the samples are tags. */
const UNANNOUNCED_SECONDS = 0.25;

/** Compares the sizes that the header states with what was there. */
function sizeWarnings(header: DecodableHeader, framesRead: number): string[] {
  const { announcedFrames, blockAlign, dataOffset, sampleRateHz, unannouncedBytes, wrongChunk } = header;
  const warnings: string[] = [];
  if (wrongChunk) {
    const { id, position, size } = wrongChunk;
    const chunk = `the size of its ${JSON.stringify(id)} chunk at byte ${position}, ${size}, is wrong`;
    warnings.push(`damaged header: ${chunk}; found the samples at byte ${dataOffset}`);
  }
  if (announcedFrames === undefined) return warnings;
  const seconds = (frameCount: number): string => (frameCount / sampleRateHz).toFixed(2);
  const missing = announcedFrames - framesRead;
  const tolerated = Math.min(dataOffset, MAX_HEADER_MISTAKE_BYTES) / blockAlign;
  if (missing > Math.max(tolerated, TRUNCATION_SECONDS * sampleRateHz)) {
    const [announced, available] = [seconds(announcedFrames), seconds(framesRead)];
    warnings.push(`truncated: its header announces ${announced} s; used the ${available} s that could be read`);
  }
  const unannounced = unannouncedBytes / blockAlign;
  if (unannounced > UNANNOUNCED_SECONDS * sampleRateHz) {
    const announced = seconds(announcedFrames);
    const extra = `another ${seconds(unannounced)} s of data follow`;
    warnings.push(`its header announces ${announced} s, which were used; ${extra}: was the header never updated?`);
  }
  return warnings;
}

function codecOf(format: SampleFormat, bigEndian: boolean): string {
  if (format === 'u8') return 'pcm_u8';
  return `pcm_${format}${bigEndian ? 'be' : 'le'}`;
}

/** Yields the bytes of the samples in whole blocks, in one buffer that is reused. */
async function* blocks(
  handle: FileHandle,
  { blockAlign, dataOffset, dataBytes }: WavHeader,
): AsyncGenerator<Uint8Array> {
  const length = Math.max(1, Math.floor(CHUNK_BYTES / blockAlign)) * blockAlign;
  const buffer = new Uint8Array(length);
  let done = 0;
  while (done < dataBytes) {
    const wanted = Math.min(length, dataBytes - done);
    let got = 0;
    while (got < wanted) {
      const { bytesRead } = await handle.read(buffer, got, wanted - got, dataOffset + done + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    const whole = got - (got % blockAlign);
    if (whole > 0) yield buffer.subarray(0, whole);
    if (got < wanted) return;
    done += got;
  }
}

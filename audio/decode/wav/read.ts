import type { FileHandle } from 'node:fs/promises';
import { AudioFormatError } from '../../../src/errors.js';
import type { Decoder } from '../decoder.js';
import { averageChannels, createSampleReader, nonFiniteNote, zeroNonFinite } from './samples.js';
import { decodeWithNodeWav, isPlainWav } from './decode-with-node-wav.js';
import type { ReadAt, SampleFormat, WavHeader } from './header.js';

/** Bytes read at a time: a quarter of a second of stereo at 192 kHz and 24 bits, six seconds of mono at 44.1 kHz and 16. */
const PIECE_BYTES = 1 << 19;

/** Positioned reads of an open file. */
export function readerOf(handle: FileHandle): ReadAt {
  return async (position, length) => {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  };
}

/**
 * Decodes a WAV file whose samples are plain integers or floats.
 * @param handle closed at the end
 * @param header with `sampleFormat`
 * @param warn takes one line without the file's name
 * @throws AudioFormatError if the file holds no samples
 */
export function wavDecoder(
  handle: FileHandle,
  header: WavHeader & { readonly sampleFormat: SampleFormat },
  file: string,
  fileBytes: number,
  warn: (message: string) => void,
): Decoder {
  const { sampleFormat, channels, sampleRateHz, blockAlign, dataBytes, announcedFrames } = header;
  if (dataBytes === 0)
    throw new AudioFormatError(`${file}: holds no sound: its WAV header announces ${announcedFrames ?? 'no'} samples`);
  const frames = announcedFrames ?? dataBytes / blockAlign;
  return {
    info: {
      container: 'wav',
      codec: CODEC[sampleFormat],
      sampleRateHz,
      channels,
      ...(announcedFrames !== undefined && { durationSeconds: frames / sampleRateHz }),
      decoder: 'wav',
    },
    lengthHint: dataBytes / blockAlign,
    async *mono() {
      let framesRead = 0;
      let invalid: number;
      try {
        if (isPlainWav(header, fileBytes)) {
          const mono = averageChannels(await decodeWithNodeWav(await readerOf(handle)(0, fileBytes), file));
          invalid = zeroNonFinite(mono);
          framesRead = mono.length;
          yield mono;
        } else {
          const reader = createSampleReader(sampleFormat, channels);
          for await (const bytes of blocks(handle, header)) {
            const mono = reader.toMono(bytes);
            framesRead += mono.length;
            yield mono;
          }
          invalid = reader.invalidSamples;
        }
      } finally {
        await handle.close();
      }
      if (announcedFrames !== undefined && framesRead < announcedFrames) {
        const [announced, there] = [announcedFrames, framesRead].map((n) => (n / sampleRateHz).toFixed(2));
        warn(`truncated: its header announces ${announced} s, ${there} s are there and were used`);
      }
      if (invalid > 0) warn(nonFiniteNote(invalid));
    },
    close: () => handle.close(),
  };
}

const CODEC: Readonly<Record<SampleFormat, string>> = {
  u8: 'pcm_u8',
  s16: 'pcm_s16le',
  s24: 'pcm_s24le',
  s32: 'pcm_s32le',
  f32: 'pcm_f32le',
  f64: 'pcm_f64le',
};

/** The bytes of the samples, whole blocks at a time, in one buffer that is used again and again. */
async function* blocks(
  handle: FileHandle,
  { blockAlign, dataOffset, dataBytes }: WavHeader,
): AsyncGenerator<Uint8Array> {
  const length = Math.max(1, Math.floor(PIECE_BYTES / blockAlign)) * blockAlign;
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

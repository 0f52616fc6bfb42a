import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import { AudioFormatError } from '../../src/errors.js';
import type { Decoder } from './decoder.js';
import { findFfmpeg, HOW_TO_GET_FFMPEG } from './ffmpeg/find.js';
import { excerpt, sniff } from './sniff.js';
import { checkSampleRate, isSampleRate, openDecoded, type OpenAudio } from './source.js';
import type { AudioWarning, OpenAudioOptions } from './types.js';
import { readWavHeader } from './wav/header.js';
import { readerOf, wavDecoder } from './wav/read.js';

/**
 * Opens a recording. Lyrebird decodes uncompressed WAV itself and uses ffmpeg for everything else. The same code
 * averages channels and resamples for every format.
 * @param file path; may contain any characters
 * @throws AudioFormatError if the file is missing, unreadable, empty or not audio, or if ffmpeg is needed and missing
 * @throws ConfigError if the rate is out of range, or the given ffmpeg does not run
 * @throws the signal's reason once it is aborted
 */
export async function openAudio(file: string, options: OpenAudioOptions): Promise<OpenAudio> {
  checkSampleRate(options.sampleRateHz);
  options.signal?.throwIfAborted();
  const warnings: AudioWarning[] = [];
  const warn = (message: string): void => void warnings.push({ file, message: `${file}: ${message}` });
  return openDecoded(await openDecoder(file, options, warn), file, warnings, options);
}

/** How a recording is decoded at its own sampling rate. */
export type OpenDecoderOptions = Omit<OpenAudioOptions, 'sampleRateHz'>;

/**
 * Opens a recording at its own sampling rate.
 * @param warn called with one line, without the file name
 * @throws as `openAudio`
 */
export async function openDecoder(
  file: string,
  options: OpenDecoderOptions,
  warn: (message: string) => void,
): Promise<Decoder> {
  const decoder = await chooseDecoder(file, options, warn);
  const { sampleRateHz } = decoder.info;
  if (isSampleRate(sampleRateHz)) return decoder;
  await decoder.close();
  throw new AudioFormatError(`${file}: damaged header: sample rate of ${sampleRateHz} Hz`);
}

async function chooseDecoder(
  file: string,
  { ffmpeg, signal, channel }: OpenDecoderOptions,
  warn: (message: string) => void,
): Promise<Decoder> {
  const { handle, fileBytes } = await openFile(file);
  let keepOpen = false;
  try {
    const readAt = readerOf(handle, signal);
    const head = await readAt(0, 512);
    const kind = sniff(head);
    if (kind === 'text') throw new AudioFormatError(`${file}: not audio but text: it begins with ${excerpt(head)}`);
    let format = extname(file).slice(1).toUpperCase() || 'this format';
    if (kind === 'wav') {
      const header = await readWavHeader(readAt, file, fileBytes);
      const { sampleFormat, bigEndian } = header;
      if (sampleFormat) {
        const decoder = wavDecoder(handle, { ...header, sampleFormat }, file, fileBytes, { warn, channel });
        keepOpen = true;
        return decoder;
      }
      const codec = `codec 0x${header.formatTag.toString(16).padStart(4, '0')} at ${header.bitsPerSample} bits`;
      // ffmpeg takes some of these for little-endian and returns noise.
      if (bigEndian) throw new AudioFormatError(`${file}: big-endian WAV (RIFX) with ${codec} cannot be decoded`);
      format = `WAV with ${codec}`;
    }
    const binary = await findFfmpeg(ffmpeg);
    signal?.throwIfAborted();
    if (!binary)
      throw new AudioFormatError(`${file}: reading ${format} needs ffmpeg, which was not found; ${HOW_TO_GET_FFMPEG}`);
    // Imported here: WAV files do not need it.
    const { ffmpegDecoder } = await import('./ffmpeg/decode.js');
    return await ffmpegDecoder(file, { readAt, fileBytes, head }, { ffmpegPath: binary.path, warn, signal, channel });
  } finally {
    if (!keepOpen) await handle.close();
  }
}

async function openFile(file: string): Promise<{ readonly handle: FileHandle; readonly fileBytes: number }> {
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK (not on Windows), opening a pipe would wait for a writer, for ever if there is none.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (stats.isDirectory()) throw new AudioFormatError(`${file}: a folder, not a recording`);
    if (!stats.isFile()) {
      throw new AudioFormatError(`${file}: a pipe or device, not a file: save the recording to a file first`);
    }
    if (stats.size === 0) throw new AudioFormatError(`${file}: empty file (0 bytes)`);
    return { handle, fileBytes: stats.size };
  } catch (cause) {
    await handle?.close();
    throw fileError(file, cause);
  }
}

function fileError(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  const reason =
    {
      ENOENT: 'no such file',
      EACCES: 'no permission to read it',
      EPERM: 'no permission to read it',
      EISDIR: 'a folder, not a recording',
    }[String(cause.code)] ?? `cannot be opened: ${String(cause.code)}`;
  return new AudioFormatError(`${file}: ${reason}`, { cause });
}

import type { Decoder } from '../decoder.js';
import { createChannelMeter } from '../wav/averaged-channels.js';
import type { ReadAt } from '../wav/chunks.js';
import { readWavHeader, type WavHeader } from '../wav/header.js';
import { createSampleReader } from '../wav/samples.js';
import type { ByteReader } from './byte-reader.js';
import { damageWarnings, interrupted, unreadable } from './damage.js';
import { startFfmpeg, type FfmpegProcess } from './process.js';
import { timelineFilter } from './timeline.js';
import { isTruncated } from './truncated.js';

/** Access to the file itself, for checks that ffmpeg does not do. */
export interface FileBytes {
  readonly readAt: ReadAt;
  readonly fileBytes: number;
  /** The first bytes, 512 if there are that many. */
  readonly head: Uint8Array;
}

export interface FfmpegDecoderOptions {
  /** A binary that runs. */
  readonly ffmpegPath: string;
  /** Called with one line, without the file name. */
  readonly warn: (message: string) => void;
  /** Index of the channel to read. Default: the mean of all. */
  readonly channel?: number | undefined;
  /** Ends ffmpeg; reading then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a recording with ffmpeg. ffmpeg writes a stream of float WAV with the recording's own rate and channels,
 * which its header states, so one implementation of down-mixing and resampling serves every format and every version
 * of ffmpeg.
 * @param file path for ffmpeg and for messages
 * @param bytesOfFile used only before this function returns
 * @throws AudioFormatError if the file contains no audio that ffmpeg can decode, or something ended ffmpeg
 * @throws the signal's reason once it is aborted
 */
export async function ffmpegDecoder(
  file: string,
  { readAt, fileBytes, head }: FileBytes,
  options: FfmpegDecoderOptions,
): Promise<Decoder> {
  const { ffmpegPath, signal } = options;
  const run = startFfmpeg({ file, ffmpegPath, signal, filter: timelineFilter(head) });
  const bytes = run.output;
  try {
    const header = await outputHeader(bytes, file, run, signal);
    await run.reported;
    const { container, codec, durationSeconds } = run.report;
    const truncated = await isTruncated(readAt, fileBytes, container);
    return {
      info: {
        container: container ?? 'unknown',
        codec: codec ?? 'unknown',
        sampleRateHz: header.sampleRateHz,
        channels: header.channels,
        ...(durationSeconds !== undefined && { durationSeconds }),
        decoder: 'ffmpeg',
      },
      mayBeInvalid: true,
      ...(durationSeconds !== undefined && { lengthHint: Math.ceil(durationSeconds * header.sampleRateHz) }),
      mono: () => decoded(bytes, { file, header, run, truncated }, options),
      close: async () => run.close(),
    };
  } catch (error) {
    run.close();
    throw error;
  }
}

interface OpenFile {
  readonly file: string;
  readonly header: WavHeader;
  readonly run: FfmpegProcess;
  readonly truncated: boolean;
}

async function* decoded(
  bytes: ByteReader,
  { file, header, run, truncated }: OpenFile,
  { warn, signal, channel }: FfmpegDecoderOptions,
): AsyncGenerator<Float32Array> {
  const { channels, sampleRateHz } = header;
  const reader = createSampleReader({ format: 'f32', channels, channel });
  const meter = createChannelMeter('f32', channels, channel);
  let frames = 0;
  try {
    await bytes.take(header.dataOffset);
    for (;;) {
      const blocks = await bytes.takeBlocks(reader.blockAlign);
      if (!blocks) break;
      const mono = reader.toMono(blocks);
      meter.add(blocks);
      frames += mono.length;
      yield mono;
    }
    await run.finished;
  } finally {
    run.close();
  }
  signal?.throwIfAborted();
  if (run.interruption !== undefined) throw interrupted(file, run.interruption);
  if (frames === 0) throw unreadable(file, run);
  const seconds = frames / sampleRateHz;
  const damage = await damageWarnings({ file, report: run.report, truncated, seconds, sampleRateHz });
  for (const message of [...damage, ...meter.warnings()]) warn(message);
}

/** Reads the header of ffmpeg's WAV output without consuming it. */
async function outputHeader(
  bytes: ByteReader,
  file: string,
  run: FfmpegProcess,
  signal: AbortSignal | undefined,
): Promise<WavHeader> {
  if ((await bytes.peek(0, 12)).length < 12) {
    await run.finished;
    signal?.throwIfAborted();
    throw unreadable(file, run);
  }
  return readWavHeader((position, length) => bytes.peek(position, length), file, Infinity);
}

import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import { AudioFormatError } from '../../../src/errors.js';
import type { Decoder } from '../decoder.js';
import { readWavHeader, type ReadAt, type WavHeader } from '../wav/header.js';
import { createSampleReader, type SampleReader } from '../wav/samples.js';
import { createReport, type FfmpegReport } from './messages.js';
import { isTruncated } from './truncated.js';

/** Buffer of decoded audio between ffmpeg and the reader, in bytes. */
const BUFFER_BYTES = 1 << 20;

/** Access to the file itself, for checks that ffmpeg does not do. */
export interface FileBytes {
  readonly readAt: ReadAt;
  readonly fileBytes: number;
}

/**
 * Decodes a recording with ffmpeg. ffmpeg writes a stream of float WAV with the recording's own rate and channels,
 * which its header states, so one implementation of down-mixing and resampling serves every format and every version
 * of ffmpeg.
 * @param file path for ffmpeg and for messages
 * @param bytesOfFile used only before this function returns
 * @param ffmpegPath a binary that runs
 * @param warn called with one line, without the file name
 * @throws AudioFormatError if the file contains no audio that ffmpeg can decode
 */
export async function ffmpegDecoder(
  file: string,
  bytesOfFile: FileBytes,
  ffmpegPath: string,
  warn: (message: string) => void,
): Promise<Decoder> {
  const run = startFfmpeg(file, ffmpegPath);
  const bytes = byteReader(run.output);
  try {
    const header = await outputHeader(bytes, file, run);
    await run.reported;
    const { container, codec, durationSeconds } = run.report;
    const truncated = await isTruncated(bytesOfFile.readAt, bytesOfFile.fileBytes, container);
    return {
      info: {
        container: container ?? 'unknown',
        codec: codec ?? 'unknown',
        sampleRateHz: header.sampleRateHz,
        channels: header.channels,
        ...(durationSeconds !== undefined && { durationSeconds }),
        decoder: 'ffmpeg',
      },
      ...(durationSeconds !== undefined && { lengthHint: Math.ceil(durationSeconds * header.sampleRateHz) }),
      mono: () =>
        decoded(bytes, header, run, file, warn, (seconds) => warnOfDamage(run.report, truncated, seconds, warn)),
      close: async () => run.kill(),
    };
  } catch (error) {
    run.kill();
    throw error;
  }
}

async function* decoded(
  bytes: ByteReader,
  header: WavHeader,
  run: FfmpegRun,
  file: string,
  warn: (message: string) => void,
  onEnd: (seconds: number) => void,
): AsyncGenerator<Float32Array> {
  const reader: SampleReader = createSampleReader('f32', header.channels);
  let frames = 0;
  try {
    await bytes.take(header.dataOffset);
    for (;;) {
      const blocks = await bytes.takeBlocks(reader.blockAlign);
      if (!blocks) break;
      const mono = reader.toMono(blocks);
      frames += mono.length;
      yield mono;
    }
    await run.finished;
  } finally {
    run.kill();
  }
  if (frames === 0) throw undecodable(file, run.report);
  onEnd(frames / header.sampleRateHz);
  if (reader.invalidSamples > 0) warn(`${reader.invalidSamples} samples are not a number; replaced by silence`);
}

/** Padding makes the announced duration differ from that of the decoded frames; smaller differences are not damage. */
const DURATION_TOLERANCE_SECONDS = 0.25;

/** Warns of the most serious damage only. */
function warnOfDamage(
  report: FfmpegReport,
  truncated: boolean,
  seconds: number,
  warn: (message: string) => void,
): void {
  const announced = report.durationSeconds;
  if (announced !== undefined && seconds < announced - DURATION_TOLERANCE_SECONDS) {
    warn(
      `truncated: its header announces ${announced.toFixed(2)} s; used the ${seconds.toFixed(2)} s that could be read`,
    );
  } else if (truncated) {
    warn(`truncated: the file ends in the middle of the audio; used the ${seconds.toFixed(2)} s that could be read`);
  } else if (report.damage > 0) {
    const places = report.damage === 1 ? 'one place' : `${report.damage} places`;
    warn(
      `damaged in ${places}; used the ${seconds.toFixed(2)} s that could be decoded (ffmpeg: ${report.firstDamage})`,
    );
  }
}

function undecodable(file: string, report: FfmpegReport): AudioFormatError {
  if (report.noAudio) return new AudioFormatError(`${file}: has no audio stream`);
  const complaints = report.complaints;
  if (complaints.some((line) => line.includes('moov atom not found'))) {
    return new AudioFormatError(
      `${file}: incomplete: its index (moov) is missing, as in a recording that was interrupted`,
    );
  }
  const reason = complaints.length > 0 ? ` (ffmpeg: ${complaints.join('; ')})` : '';
  return new AudioFormatError(`${file}: not audio, or too damaged to decode${reason}`);
}

interface FfmpegRun {
  readonly report: FfmpegReport;
  readonly output: PassThrough;
  /** Resolves when ffmpeg has described its input, or ended. */
  readonly reported: Promise<void>;
  /** Resolves when ffmpeg has ended, with or without success; `report` contains its messages. */
  readonly finished: Promise<void>;
  kill(): void;
}

function startFfmpeg(file: string, ffmpegPath: string): FfmpegRun {
  const report = createReport();
  // Never closed or destroyed automatically: fluent-ffmpeg reports a closed output as failure if ffmpeg exits 20 ms
  // later.
  const output = new PassThrough({ autoDestroy: false, emitClose: false, highWaterMark: BUFFER_BYTES });
  // "file:" and an absolute path, so that ffmpeg takes no name for an option or a protocol.
  const command = ffmpeg(`file:${resolve(file)}`);
  // fluent-ffmpeg keeps one ffmpeg path for the whole process. Lyrebird uses only one, too.
  command.setFfmpegPath(ffmpegPath);
  command
    // Prevents a playlist with an audio extension from opening network streams.
    .inputOptions(['-hide_banner', '-nostdin', '-nostats', '-protocol_whitelist', 'file'])
    .outputOptions(['-map', '0:a:0', '-map_metadata', '-1', '-c:a', 'pcm_f32le', '-f', 'wav']);

  let killed = false;
  let started = false;
  let stdout: Readable | undefined;
  const kill = (): void => {
    killed = true;
    output.destroy();
    if (started) command.kill('SIGKILL');
  };
  let describe = (): void => undefined;
  const reported = new Promise<void>((done) => (describe = done));
  const finished = new Promise<void>((done) => {
    const finish = (): void => {
      started = false;
      describe();
      done();
      // Without a process, nothing else ends the output. With one, its last bytes may arrive after it has exited.
      const end = (): void => {
        if (!output.writableEnded) setImmediate(() => output.end());
      };
      if (stdout === undefined || stdout.closed) end();
      else stdout.once('close', end);
    };
    command
      .on('start', () => {
        started = true;
        stdout = (command as { readonly ffmpegProc?: ChildProcess }).ffmpegProc?.stdout ?? undefined;
        if (killed) command.kill('SIGKILL');
      })
      .on('stderr', (line: string) => {
        report.add(line);
        if (report.complete) describe();
      })
      .on('end', finish)
      .on('error', finish);
  });
  command.pipe(output, { end: true });
  return { report, output, reported, finished, kill };
}

/** Reads the header of ffmpeg's WAV output without consuming it. */
async function outputHeader(bytes: ByteReader, file: string, run: FfmpegRun): Promise<WavHeader> {
  if ((await bytes.peek(0, 12)).length < 12) {
    await run.finished;
    throw undecodable(file, run.report);
  }
  return readWavHeader((position, length) => bytes.peek(position, length), file, Infinity);
}

interface ByteReader {
  /** Returns the next bytes without consuming them; fewer at the end of the stream. */
  peek(position: number, length: number): Promise<Uint8Array>;
  /** Discards `length` bytes. */
  take(length: number): Promise<void>;
  /** Returns the next whole blocks in a new buffer; undefined at the end, where an incomplete block is dropped. */
  takeBlocks(blockAlign: number): Promise<Uint8Array | undefined>;
}

function byteReader(stream: PassThrough): ByteReader {
  const iterator = stream.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  let pending: Uint8Array[] = [];
  let length = 0;
  /** Reads until `wanted` bytes are pending, and joins all pending bytes: one copy, at the start of a buffer. */
  const gather = async (wanted: number): Promise<Uint8Array> => {
    while (length < wanted) {
      const { value, done } = (await iterator.next()) as IteratorResult<Uint8Array, undefined>;
      if (done || !value) break;
      pending.push(value);
      length += value.length;
    }
    const all = new Uint8Array(length);
    let offset = 0;
    for (const chunk of pending) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    return all;
  };
  const keep = (remaining: Uint8Array): void => {
    pending = remaining.length > 0 ? [remaining] : [];
    length = remaining.length;
  };
  return {
    async peek(position, count) {
      const all = await gather(position + count);
      keep(all);
      return all.subarray(position, position + count);
    },
    async take(count) {
      keep((await gather(count)).subarray(count));
    },
    async takeBlocks(blockAlign) {
      const all = await gather(Math.max(blockAlign, TAKE_BYTES));
      const whole = all.length - (all.length % blockAlign);
      keep(all.subarray(whole));
      return whole > 0 ? all.subarray(0, whole) : undefined;
    },
  };
}
/** Bytes gathered per chunk; a pipe returns at most 64 KiB per read. */
const TAKE_BYTES = 1 << 18;

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

/** Bytes of decoded sound that may wait between ffmpeg and the reader. */
const BUFFER_BYTES = 1 << 20;

/** The file itself, for what ffmpeg does not tell. */
export interface FileBytes {
  readonly readAt: ReadAt;
  readonly fileBytes: number;
}

/**
 * Decodes a recording with ffmpeg. Its output is taken as a stream of float WAV at the recording's own rate and channels, whose header tells
 * both: so averaging and resampling are the same code for every format, whatever the version of ffmpeg.
 * @param file for ffmpeg and for messages
 * @param bytesOfFile looked at before this function returns
 * @param ffmpegPath a binary that runs
 * @param warn takes one line without the file's name
 * @throws AudioFormatError if there is no sound in the file that ffmpeg can decode
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
    const abrupt = await isTruncated(bytesOfFile.readAt, bytesOfFile.fileBytes, container);
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
        decoded(bytes, header, run, file, warn, (seconds) => describeDamage(run.report, abrupt, seconds, warn)),
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
  atEnd: (seconds: number) => void,
): AsyncGenerator<Float32Array> {
  const reader: SampleReader = createSampleReader('f32', header.channels);
  let frames = 0;
  try {
    await bytes.take(header.dataOffset);
    for (;;) {
      const piece = await bytes.takeBlocks(reader.blockAlign);
      if (!piece) break;
      const mono = reader.toMono(piece);
      frames += mono.length;
      yield mono;
    }
    await run.finished;
  } finally {
    run.kill();
  }
  if (frames === 0) throw undecodable(file, run.report);
  atEnd(frames / header.sampleRateHz);
  if (reader.invalidSamples > 0) warn(`${reader.invalidSamples} samples are not a number; they were read as silence`);
}

/** What a container announces and what its frames add up to differ by some padding. */
const DURATION_TOLERANCE_SECONDS = 0.25;

/** At most one line, the gravest. */
function describeDamage(report: FfmpegReport, abrupt: boolean, seconds: number, warn: (message: string) => void): void {
  const announced = report.durationSeconds;
  if (announced !== undefined && seconds < announced - DURATION_TOLERANCE_SECONDS) {
    warn(`truncated: its header announces ${announced.toFixed(2)} s, ${seconds.toFixed(2)} s are there and were used`);
  } else if (abrupt) {
    warn(`truncated: the file ends in the middle of its sound; the ${seconds.toFixed(2)} s that are there were used`);
  } else if (report.damage > 0) {
    const places = report.damage === 1 ? 'one place' : `${report.damage} places`;
    warn(
      `damaged in ${places}; what could be decoded (${seconds.toFixed(2)} s) was used (ffmpeg: ${report.firstDamage})`,
    );
  }
}

function undecodable(file: string, report: FfmpegReport): AudioFormatError {
  if (report.noAudio) return new AudioFormatError(`${file}: has no audio stream`);
  const said = report.complaints;
  if (said.some((line) => line.includes('moov atom not found'))) {
    return new AudioFormatError(
      `${file}: incomplete: its index (moov) is missing, as in a recording that was cut off before its end`,
    );
  }
  const reason = said.length > 0 ? ` (ffmpeg: ${said.join('; ')})` : '';
  return new AudioFormatError(`${file}: not audio, or damaged beyond reading${reason}`);
}

interface FfmpegRun {
  readonly report: FfmpegReport;
  readonly output: PassThrough;
  /** Resolves when ffmpeg has described its input, or ended. */
  readonly reported: Promise<void>;
  /** Resolves when ffmpeg has ended, rightly or not: what it said is in `report`. */
  readonly finished: Promise<void>;
  kill(): void;
}

function startFfmpeg(file: string, ffmpegPath: string): FfmpegRun {
  const report = createReport();
  // Neither closed nor destroyed by itself: fluent-ffmpeg takes a closed output for a failure if ffmpeg is 20 ms late to exit.
  const output = new PassThrough({ autoDestroy: false, emitClose: false, highWaterMark: BUFFER_BYTES });
  // "file:" and a full path, so that no name is taken for an option or a protocol.
  const command = ffmpeg(`file:${resolve(file)}`);
  // fluent-ffmpeg keeps one path for the whole process; so do its users here.
  command.setFfmpegPath(ffmpegPath);
  command
    // No playlist in disguise may open other files by network protocols.
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
      // Without a process there is nobody to end the output. With one, its last bytes may still be on their way when it has ended.
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

/** The header of the WAV stream that comes out of ffmpeg, left unread. */
async function outputHeader(bytes: ByteReader, file: string, run: FfmpegRun): Promise<WavHeader> {
  if ((await bytes.peek(0, 12)).length < 12) {
    await run.finished;
    throw undecodable(file, run.report);
  }
  return readWavHeader((position, length) => bytes.peek(position, length), file, Infinity);
}

interface ByteReader {
  /** Bytes ahead, fewer at the end; they stay. */
  peek(position: number, length: number): Promise<Uint8Array>;
  /** Drops `length` bytes. */
  take(length: number): Promise<void>;
  /** The next whole blocks in a buffer of their own; undefined at the end, where a part of a block is dropped. */
  takeBlocks(blockAlign: number): Promise<Uint8Array | undefined>;
}

function byteReader(stream: PassThrough): ByteReader {
  const iterator = stream.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  let pending: Uint8Array[] = [];
  let length = 0;
  /** Fetches until so many bytes are there, and puts them together: one copy, at the beginning of a buffer. */
  const gather = async (wanted: number): Promise<Uint8Array> => {
    while (length < wanted) {
      const { value, done } = (await iterator.next()) as IteratorResult<Uint8Array, undefined>;
      if (done || !value) break;
      pending.push(value);
      length += value.length;
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (const piece of pending) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  };
  const keep = (rest: Uint8Array): void => {
    pending = rest.length > 0 ? [rest] : [];
    length = rest.length;
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
/** Pipes hand over 64 KiB at most; this many bytes are gathered for one piece. */
const TAKE_BYTES = 1 << 18;

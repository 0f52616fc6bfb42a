import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { type ByteReader, createByteReader } from './byte-reader.js';
import { createReport, type FfmpegReport } from './messages.js';

/** What ffmpeg is to decode. */
export interface FfmpegJob {
  readonly file: string;
  /** A binary that runs. */
  readonly ffmpegPath: string;
  /** Audio filters, if any. */
  readonly filter?: string | undefined;
  /** Once aborted, ffmpeg is ended. */
  readonly signal?: AbortSignal | undefined;
}

/** A running ffmpeg, which decodes to float WAV. */
export interface FfmpegProcess {
  readonly report: FfmpegReport;
  /** What ffmpeg writes; ends when ffmpeg does. */
  readonly output: ByteReader;
  /** Resolves when ffmpeg has described its input, or ended. */
  readonly reported: Promise<void>;
  /** Resolves when ffmpeg has ended, with or without success; `report` contains its messages. */
  readonly finished: Promise<void>;
  /** Why ffmpeg did not start, or what ended it from outside; undefined if it ended by itself. */
  readonly interruption: string | undefined;
  /** Ends ffmpeg and drops its output. */
  close(): void;
}

/** Starts ffmpeg on one recording. */
export function startFfmpeg({ file, ffmpegPath, filter, signal }: FfmpegJob): FfmpegProcess {
  const report = createReport();
  const output = createByteReader();
  // "file:" and an absolute path, so that ffmpeg takes no name for an option or a protocol.
  const command = ffmpeg(`file:${resolve(file)}`);
  // fluent-ffmpeg keeps one ffmpeg path for the whole process. Lyrebird uses only one, too.
  command.setFfmpegPath(ffmpegPath);
  command
    // Prevents a playlist with an audio extension from opening network streams.
    .inputOptions(['-hide_banner', '-nostdin', '-nostats', '-protocol_whitelist', 'file', '-threads', '1'])
    .outputOptions(['-map', '0:a:0', ...(filter === undefined ? [] : ['-af', filter])])
    .outputOptions(['-map_metadata', '-1', '-c:a', 'pcm_f32le', '-f', 'wav', '-flush_packets', '0']);
  detach(command);

  let stopped = false;
  let started = false;
  let interruption: string | undefined;
  let stdout: Readable | undefined;
  const stop = (): void => {
    stopped = true;
    if (started) command.kill('SIGKILL');
  };
  signal?.addEventListener('abort', stop, { once: true });
  let describe = (): void => undefined;
  const reported = new Promise<void>((done) => (describe = done));
  const finished = new Promise<void>((done) => {
    const finish = (error?: Error): void => {
      signal?.removeEventListener('abort', stop);
      const killer = /killed with signal (\S+)/.exec(error?.message ?? '')?.[1];
      if (killer !== undefined && CRASHES.test(killer)) report.add(`ffmpeg crashed: ${killer}`);
      else if (killer !== undefined) interruption = `ended by ${killer}`;
      else if (report.stoppedBy !== undefined) interruption = `ended by signal ${report.stoppedBy}`;
      else if (error && 'syscall' in error) interruption = `could not be started: ${error.message}`;
      started = false;
      describe();
      if (interruption === undefined) done();
      else setTimeout(done, MILLISECONDS_FOR_OWN_SIGNAL);
      // Without a process, nothing else ends the output. With one, its last bytes may arrive after it has exited.
      const end = (): void => {
        if (!output.input.writableEnded) setImmediate(() => output.input.end());
      };
      if (stdout === undefined || stdout.closed) end();
      else stdout.once('close', end);
    };
    command
      .on('start', () => {
        started = true;
        stdout = (command as { readonly ffmpegProc?: ChildProcess }).ffmpegProc?.stdout ?? undefined;
        if (stopped) command.kill('SIGKILL');
      })
      .on('stderr', (line: string) => {
        report.add(line);
        if (report.complete) describe();
      })
      .on('end', () => finish())
      .on('error', finish);
  });
  command.pipe(output.input, { end: true });
  return {
    ...{ report, output, reported, finished },
    get interruption() {
      return interruption;
    },
    close() {
      stop();
      output.input.destroy();
    },
  };
}

/**
 * Gives ffmpeg a process group of its own: Ctrl+C goes to the whole group of the program in the foreground, and ffmpeg
 * would end with half of the recording before this program knows why. It also ends when this program is killed: its
 * output then has no reader. fluent-ffmpeg has no option for this. On Windows, a new group would open a window.
 */
function detach(command: FfmpegCommand): void {
  if (process.platform === 'win32') return;
  type Spawn = (args: readonly string[], options: object, ...callbacks: readonly unknown[]) => void;
  const internal = command as unknown as { _spawnFfmpeg: Spawn };
  const spawn = internal._spawnFfmpeg.bind(command);
  internal._spawnFfmpeg = (args, options, ...callbacks) => spawn(args, { ...options, detached: true }, ...callbacks);
}

/**
 * A signal to this program's process group also ends an ffmpeg that has not left the group yet, and may be known here
 * later than ffmpeg's end.
 */
const MILLISECONDS_FOR_OWN_SIGNAL = 200;

/** Signals with which a process ends that made a mistake itself. */
const CRASHES = /SIG(SEGV|ABRT|BUS|FPE|ILL|SYS|TRAP|XCPU)/;

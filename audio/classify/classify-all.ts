import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inOrder } from '../../src/concurrency.js';
import { AudioFormatError, LyrebirdError, oneLine } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';
import type { Classifier } from './classifier.js';
import {
  ResultPathError,
  TIMELINE_START,
  timelineOffsetAfter,
  type Format,
  type Provenance,
  type Recording,
  type Origin,
  type RecordingResult,
  type RenderOptions,
  type ResultsFolder,
  type SegmentFile,
} from '../results/index.js';
import type { UnknownChoice } from '../novelty/names.js';
import type { ChannelChoice } from './names.js';
import type { RecordingOrigin } from '../origin/index.js';
import { predictionLine } from './prediction-lines.js';
import { withoutName } from './without-name.js';

/** Number of recordings in flight: while one is opened or decoded, the engine processes the other. */
const CONCURRENT_RECORDINGS = 2;

/** An output stream of text, such as stdout. */
export interface TextStream {
  /**
   * Resolves when the stream accepts more text: a slow reader slows classification down instead of filling memory.
   */
  write(text: string): Promise<void>;
}

/** What to classify, how, and where to write results. */
export interface ClassifyRunOptions {
  readonly recordings: readonly Recording[];
  readonly classifier: Classifier;
  /** Format of the results on `stream`. */
  readonly format?: Format;
  readonly render: RenderOptions;
  /** Finds out when and where a recording was made, for its result. */
  readonly originOf?: (recording: Recording) => Promise<RecordingOrigin>;
  /** `threshold` to `unknown` are those of `ClassifyOptions`. */
  readonly threshold?: number;
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly byLoudness?: boolean;
  readonly contextSeconds?: number;
  readonly unknown?: UnknownChoice;
  /** As in `ClassifyFileOptions`. */
  readonly channel?: ChannelChoice;
  /** Writes each segment as a line of JSON: to a file next to each result, or to the stream in place of results. */
  readonly allSegments?: boolean;
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
  /** Results folder; without one, results go to `stream`. */
  readonly folder?: ResultsFolder;
  readonly stream: TextStream;
  /** Aborts the run, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called for each recording that is skipped because of an error, with a one-line reason. */
  readonly onFailure?: (file: string, reason: string) => void;
  /** Called for each problem of a recording that was classified nevertheless, with a one-line message. */
  readonly onWarning?: (file: string, message: string) => void;
  /** Called with the number of recordings done and the seconds of audio processed so far. */
  readonly onProgress?: (recordings: number, seconds: number) => void;
}

/** Numbers of recordings by outcome. */
export interface ClassifyRunSummary {
  readonly classified: number;
  /** Finished by an earlier run. */
  readonly skipped: number;
  /** Not readable, or the result cannot have its name. */
  readonly failed: number;
  /** Total duration of the classified recordings. */
  readonly seconds: number;
}

type Outcome =
  | { readonly kind: 'classified'; readonly recording: Recording; readonly result: RecordingResult }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly recording: Recording; readonly reason: string; readonly origin?: Origin };

/**
 * Classifies recordings and writes the results in input order. A recording that cannot be read is reported and
 * skipped.
 * @throws the signal's reason once it is aborted; results finished by then are written
 */
export async function classifyAll(options: ClassifyRunOptions): Promise<ClassifyRunSummary> {
  const { recordings, format, render, allSegments = false, folder, stream, signal } = options;
  const summary = { classified: 0, skipped: 0, failed: 0, seconds: 0 };
  const secondsInFlight = new Map<string, number>();
  const progress = (): void => {
    let seconds = summary.seconds;
    for (const value of secondsInFlight.values()) seconds += value;
    options.onProgress?.(summary.classified + summary.skipped + summary.failed, seconds);
  };
  const work = (recording: Recording): Promise<Outcome> =>
    attempt(recording, options, (seconds) => {
      secondsInFlight.set(recording.path, seconds);
      progress();
    });
  // On one stream, segments of different recordings must not interleave.
  const width = allSegments && !folder ? 1 : CONCURRENT_RECORDINGS;
  const streamed = !folder && !allSegments ? format : undefined;
  let offset = TIMELINE_START;
  if (streamed) await stream.write(streamed.header);

  for await (const outcome of inOrder(recordings, work, { width })) {
    summary[outcome.kind]++;
    if (outcome.kind === 'failed') {
      secondsInFlight.delete(outcome.recording.path);
      options.onFailure?.(outcome.recording.file, outcome.reason);
      await folder?.fail(outcome.recording, outcome.reason, outcome.origin);
    } else if (outcome.kind === 'classified') {
      const { recording, result } = outcome;
      secondsInFlight.delete(recording.path);
      summary.seconds += result.durationSeconds;
      for (const warning of result.warnings) options.onWarning?.(recording.file, warning);
      if (streamed)
        await stream.write(streamed.recording(result, offset, { ...render, path: resolve(recording.path) }));
      offset = timelineOffsetAfter(offset, result);
    }
    progress();
    signal?.throwIfAborted();
  }
  return summary;
}

async function attempt(
  recording: Recording,
  options: ClassifyRunOptions,
  onSeconds: (seconds: number) => void,
): Promise<Outcome> {
  const { classifier, folder, signal, allSegments, stream } = options;
  const { threshold, thresholds, byLoudness, contextSeconds, unknown, channel, ffmpeg } = options;
  signal?.throwIfAborted();
  let segments: SegmentFile | undefined;
  let found: RecordingOrigin | undefined;
  try {
    const provenance = folder && (await provenanceOf(recording, folder.settings));
    found = await options.originOf?.(recording);
    const origin = found && withoutWarnings(found);
    if (folder && provenance && (await folder.isFinished(recording, provenance, origin))) return { kind: 'skipped' };
    if (allSegments) segments = folder ? await folder.openSegments(recording) : asFile(stream);
    let lines = '';
    const classified = await classifier.classifyFile(recording.path, {
      name: recording.file,
      ...(threshold !== undefined && { threshold }),
      ...(thresholds !== undefined && { thresholds }),
      ...(byLoudness !== undefined && { byLoudness }),
      ...(contextSeconds !== undefined && { contextSeconds }),
      ...(unknown !== undefined && { unknown }),
      ...(channel !== undefined && { channel }),
      ...(ffmpeg !== undefined && { ffmpeg }),
      ...(signal && { signal }),
      ...(segments && {
        onSegment: (start, end, probabilities, channelNumber) => {
          lines += predictionLine(recording.file, start, end, classifier, probabilities, channelNumber);
        },
      }),
      onProgress: async (seconds) => {
        onSeconds(seconds);
        if (lines === '') return;
        await segments?.write(lines);
        lines = '';
      },
    });
    await segments?.finish();
    const result = found ? withOrigin(classified, found, recording.path) : classified;
    if (folder && provenance) await folder.save(recording, provenance, result);
    return { kind: 'classified', recording, result };
  } catch (error) {
    await segments?.abandon();
    signal?.throwIfAborted();
    if (!concernsOneRecording(error)) throw error;
    return {
      kind: 'failed',
      recording,
      reason: failureReason(error, recording),
      ...(found && { origin: withoutWarnings(found) }),
    };
  }
}

function withoutWarnings({ warnings: _, ...origin }: RecordingOrigin): Origin {
  return origin;
}

function withOrigin(result: RecordingResult, origin: RecordingOrigin, path: string): RecordingResult {
  const { file, durationSeconds, ...rest } = result;
  const warnings = [...result.warnings, ...origin.warnings.map((message) => withoutName(message, path))];
  return { file, durationSeconds, origin: withoutWarnings(origin), ...rest, warnings };
}

async function provenanceOf({ path }: Recording, settings: string): Promise<Provenance> {
  const { size, mtimeMs } = await stat(path);
  return { path: resolve(path), size, mtimeMs, settings };
}

/**
 * A recording that cannot be read, or whose result cannot have its name, is skipped. Any other error (engine, output, a
 * bug) ends the command.
 */
function concernsOneRecording(error: unknown): error is Error {
  if (error instanceof AudioFormatError || error instanceof ResultPathError) return true;
  return error instanceof Error && 'syscall' in error;
}

/** Returns the reason in one line, without the file name, which the caller reports. */
function failureReason(error: Error, { file, path }: Recording): string {
  const message = oneLine(error instanceof LyrebirdError ? error.message : systemErrorReason(error));
  for (const name of [path, file]) if (message.startsWith(`${name}: `)) return message.slice(name.length + 2);
  return message;
}

function asFile(stream: TextStream): SegmentFile {
  return { write: (text) => stream.write(text), finish: () => Promise.resolve(), abandon: () => Promise.resolve() };
}

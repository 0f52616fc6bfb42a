import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inOrder } from '../../src/concurrency.js';
import { AudioFormatError, oneLine } from '../../src/errors.js';
import { systemErrorReason } from '../../src/files/index.js';
import type { Classifier } from './classifier.js';
import type { Recording } from './find-recordings.js';
import { TIMELINE_START, timelineOffsetAfter, type Format, type RenderOptions } from './formats/format.js';
import type { Provenance } from './journal.js';
import { DEFAULT_MIN_PROBABILITY } from './names.js';
import type { ResultsFolder, SegmentFile } from './results-folder.js';
import { predictionLine } from './prediction-lines.js';
import type { RecordingResult } from './types.js';

/** Recordings that are worked on at once: while one is opened or decoded, the engine is busy with the other. */
const RECORDINGS_AT_ONCE = 2;

/** Where text goes that need not be in a file. */
export interface TextStream {
  /** Resolves once the reader keeps up, so that a slow one slows the work down instead of filling memory. */
  write(text: string): Promise<void>;
}

/** What is to be classified, how, and where results go. */
export interface ClassifyRunOptions {
  readonly recordings: readonly Recording[];
  readonly classifier: Classifier;
  readonly format: Format;
  readonly render: RenderOptions;
  /** These three as in `ClassifyOptions`. */
  readonly minProbability?: number;
  readonly byLoudness?: boolean;
  readonly contextSeconds?: number;
  /** Every segment as a line of JSON: in a file beside each result, or on the stream instead of the results. */
  readonly allSegments?: boolean;
  /** An ffmpeg to use instead of the one that is found. */
  readonly ffmpeg?: string;
  /** Where results go: a folder, or else the stream. */
  readonly folder?: ResultsFolder;
  readonly stream: TextStream;
  /** Stops the work: its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Called for a recording that cannot be read, with one line. */
  readonly onFailure?: (file: string, reason: string) => void;
  /** Called for one that can be used nevertheless, with one line. */
  readonly onWarning?: (file: string, message: string) => void;
  /** Called with the total of recordings done, and seconds of sound heard so far. */
  readonly onProgress?: (recordings: number, seconds: number) => void;
}

/** How many recordings were classified, were finished before, and could not be read; and how long the first were. */
export interface ClassifyRunSummary {
  readonly classified: number;
  readonly skipped: number;
  readonly failed: number;
  readonly seconds: number;
}

type Outcome =
  | { readonly kind: 'classified'; readonly recording: Recording; readonly result: RecordingResult }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly recording: Recording; readonly reason: string };

/** What is asked for, as far as it shapes a result. */
export interface ResultSettings {
  readonly minProbability?: number;
  readonly top?: number;
  readonly byLoudness?: boolean;
  readonly contextSeconds?: number;
}

/** Hash of everything beside the recording that shapes a result. */
export function settingsHash(
  classifier: Classifier,
  { minProbability = DEFAULT_MIN_PROBABILITY, top, byLoudness, contextSeconds = 0 }: ResultSettings,
): string {
  const text = JSON.stringify([
    classifier.fingerprint,
    minProbability,
    top ?? null,
    // Nothing is done again where there were no such options yet.
    ...(byLoudness ? ['by loudness'] : []),
    ...(contextSeconds > 0 ? [`context ${contextSeconds}`] : []),
  ]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Classifies recordings, writes what comes out in their order, and goes on where one of them cannot be read.
 * @throws the signal's reason once it fires; what was finished before is written
 */
export async function classifyAll(options: ClassifyRunOptions): Promise<ClassifyRunSummary> {
  const { recordings, format, render, allSegments = false, folder, stream, signal } = options;
  const summary = { classified: 0, skipped: 0, failed: 0, seconds: 0 };
  const heard = new Map<string, number>();
  const progress = (): void => {
    let seconds = summary.seconds;
    for (const value of heard.values()) seconds += value;
    options.onProgress?.(summary.classified + summary.skipped + summary.failed, seconds);
  };
  const work = (recording: Recording): Promise<Outcome> =>
    attempt(recording, options, (seconds) => {
      heard.set(recording.path, seconds);
      progress();
    });
  // Segments of one recording must not get between those of another.
  const width = allSegments && !folder ? 1 : RECORDINGS_AT_ONCE;
  const toStream = !folder && !allSegments;
  let place = TIMELINE_START;
  if (toStream) await stream.write(format.header);

  for await (const outcome of inOrder(recordings, work, { width })) {
    summary[outcome.kind]++;
    if (outcome.kind === 'failed') {
      heard.delete(outcome.recording.path);
      options.onFailure?.(outcome.recording.file, outcome.reason);
      await folder?.withdraw(outcome.recording);
    } else if (outcome.kind === 'classified') {
      const { recording, result } = outcome;
      heard.delete(recording.path);
      summary.seconds += result.durationSeconds;
      for (const warning of result.warnings) options.onWarning?.(recording.file, warning);
      if (toStream) await stream.write(format.recording(result, place, render));
      place = timelineOffsetAfter(place, result);
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
  const { minProbability, byLoudness, contextSeconds, ffmpeg } = options;
  signal?.throwIfAborted();
  let segments: SegmentFile | undefined;
  try {
    const origin = folder && (await originOf(recording, folder.settings));
    if (folder && origin && (await folder.isFinished(recording, origin))) return { kind: 'skipped' };
    if (allSegments) segments = folder ? await folder.openEvaluationSegments(recording) : asFile(stream);
    let lines = '';
    const result = await classifier.classifyFile(recording.path, {
      name: recording.file,
      ...(minProbability !== undefined && { minProbability }),
      ...(byLoudness !== undefined && { byLoudness }),
      ...(contextSeconds !== undefined && { contextSeconds }),
      ...(ffmpeg !== undefined && { ffmpeg }),
      ...(signal && { signal }),
      ...(segments && {
        onSegment: (start, end, probabilities) => {
          lines += predictionLine(recording.file, start, end, classifier, probabilities);
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
    if (folder && origin) await folder.save(recording, origin, result);
    return { kind: 'classified', recording, result };
  } catch (error) {
    await segments?.abandon();
    signal?.throwIfAborted();
    if (!isAboutTheRecording(error)) throw error;
    return { kind: 'failed', recording, reason: failureReason(error, recording) };
  }
}

async function originOf({ path }: Recording, settings: string): Promise<Provenance> {
  const { size, mtimeMs } = await stat(path);
  return { path: resolve(path), size, mtimeMs, settings };
}

/** Files that cannot be read spoil nothing but themselves; everything else (engine, output, our own mistakes) ends the command. */
function isAboutTheRecording(error: unknown): boolean {
  return error instanceof AudioFormatError || (error instanceof Error && 'syscall' in error);
}

/** One line without the file's name, which the reader has already. */
function failureReason(error: unknown, { file, path }: Recording): string {
  const message = oneLine(error instanceof AudioFormatError ? error.message : systemErrorReason(error));
  for (const name of [path, file]) if (message.startsWith(`${name}: `)) return message.slice(name.length + 2);
  return message;
}

function asFile(stream: TextStream): SegmentFile {
  return { write: (text) => stream.write(text), finish: () => Promise.resolve(), abandon: () => Promise.resolve() };
}

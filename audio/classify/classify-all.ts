import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AudioFormatError } from '../../src/errors.js';
import { oneLine } from '../../cli/ui/report-error.js';
import type { ResultStream } from '../../cli/ui/streams.js';
import type { Classifier } from './classifier.js';
import { verdictLine } from './segment-lines.js';
import type { Recording } from './find-recordings.js';
import { FIRST, placeAfter, type Format, type RenderOptions } from './formats/format.js';
import type { Origin } from './journal.js';
import { inOrder } from './ordered.js';
import type { ResultsFolder, SegmentFile } from './results-folder.js';
import { reasonOf } from '../../src/files/index.js';
import type { RecordingResult } from './types.js';

/** Recordings that are worked on at once: while one is opened or decoded, the engine is busy with the other. */
const RECORDINGS_AT_ONCE = 2;

export interface ClassifyRunOptions {
  readonly recordings: readonly Recording[];
  readonly classifier: Classifier;
  readonly format: Format;
  readonly render: RenderOptions;
  readonly minProbability: number;
  readonly byLoudness: boolean;
  readonly contextSeconds: number;
  readonly allSegments: boolean;
  readonly settings: string;
  readonly ffmpeg?: string;
  /** Where results go: a folder, or else the stream. */
  readonly folder?: ResultsFolder;
  readonly stream: ResultStream;
  readonly signal: AbortSignal;
  readonly onFailure: (file: string, reason: string) => void;
  readonly onWarning: (file: string, message: string) => void;
  /** Total of recordings done, and seconds of sound heard so far. */
  readonly onProgress: (recordings: number, seconds: number) => void;
}

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
  readonly minProbability: number;
  readonly top?: number;
  readonly byLoudness?: boolean;
  readonly contextSeconds?: number;
}

/** Hash of everything beside the recording that shapes a result. */
export function settingsHash(
  classifier: Classifier,
  { minProbability, top, byLoudness, contextSeconds = 0 }: ResultSettings,
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
  const { recordings, format, render, folder, stream, signal } = options;
  const summary = { classified: 0, skipped: 0, failed: 0, seconds: 0 };
  const heard = new Map<string, number>();
  const progress = (): void => {
    let seconds = summary.seconds;
    for (const value of heard.values()) seconds += value;
    options.onProgress(summary.classified + summary.skipped + summary.failed, seconds);
  };
  const work = async (recording: Recording): Promise<Outcome> => {
    const outcome = await attempt(recording, options, (seconds) => {
      heard.set(recording.path, seconds);
      progress();
    });
    return outcome;
  };
  // Segments of one recording must not get between those of another.
  const width = options.allSegments && !folder ? 1 : RECORDINGS_AT_ONCE;
  const toStream = !folder && !options.allSegments;
  let place = FIRST;
  if (toStream) await stream.write(format.header);

  for await (const outcome of inOrder(recordings, width, work)) {
    summary[outcome.kind]++;
    if (outcome.kind === 'failed') {
      heard.delete(outcome.recording.path);
      options.onFailure(outcome.recording.file, outcome.reason);
      await folder?.withdraw(outcome.recording);
    } else if (outcome.kind === 'classified') {
      const { recording, result } = outcome;
      heard.delete(recording.path);
      summary.seconds += result.durationSeconds;
      for (const warning of result.warnings) options.onWarning(recording.file, warning);
      if (toStream) await stream.write(format.recording(result, place, render));
      place = placeAfter(place, result);
    }
    progress();
    signal.throwIfAborted();
  }
  return summary;
}

async function attempt(
  recording: Recording,
  options: ClassifyRunOptions,
  onSeconds: (seconds: number) => void,
): Promise<Outcome> {
  const { classifier, folder, signal } = options;
  signal.throwIfAborted();
  let segments: SegmentFile | undefined;
  try {
    const origin = folder && (await originOf(recording, options.settings));
    if (folder && origin && (await folder.isFinished(recording, origin))) return { kind: 'skipped' };
    if (options.allSegments) segments = folder ? await folder.openSegments(recording) : toStream(options.stream);
    let lines = '';
    const result = await classifier.classify(recording.file, recording.path, {
      minProbability: options.minProbability,
      byLoudness: options.byLoudness,
      contextSeconds: options.contextSeconds,
      signal,
      ...(options.ffmpeg === undefined ? {} : { ffmpeg: options.ffmpeg }),
      ...(segments && {
        onSegment: (start, end, probabilities) => {
          lines += verdictLine(recording.file, start, end, classifier, probabilities);
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
    signal.throwIfAborted();
    if (!isAboutTheRecording(error)) throw error;
    return { kind: 'failed', recording, reason: failureReason(error, recording) };
  }
}

async function originOf({ path }: Recording, settings: string): Promise<Origin> {
  const { size, mtimeMs } = await stat(path);
  return { path: resolve(path), size, mtimeMs, settings };
}

/** Files that cannot be read spoil nothing but themselves; everything else (engine, output, our own mistakes) ends the command. */
function isAboutTheRecording(error: unknown): boolean {
  return error instanceof AudioFormatError || (error instanceof Error && 'syscall' in error);
}

/** One line without the file's name, which the reader has already. */
function failureReason(error: unknown, { file, path }: Recording): string {
  const message = oneLine(error instanceof AudioFormatError ? error.message : reasonOf(error));
  for (const name of [path, file]) if (message.startsWith(`${name}: `)) return message.slice(name.length + 2);
  return message;
}

function toStream(stream: ResultStream): SegmentFile {
  return { write: (text) => stream.write(text), finish: () => Promise.resolve(), abandon: () => Promise.resolve() };
}

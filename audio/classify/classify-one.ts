import type { RecordingOrigin } from '../origin/index.js';
import { readProvenance } from '../results/index.js';
import type { Origin, Recording, RecordingResult, SegmentFile } from '../results/index.js';
import type { ClassifyRunOptions, RecordingClassifier, TextStream } from './classify-run-options.js';
import type { ClassifyFileOptions } from './classify-options.js';
import type { PartialOutputs, RecordingOutputs } from './partial/partial-outputs.js';
import { predictionLine } from './prediction-lines.js';
import { concernsOneRecording, failureReason } from './recording-failure.js';
import { withoutName } from './without-name.js';

/** What became of a recording. */
export type Outcome =
  | { readonly kind: 'classified'; readonly recording: Recording; readonly result: RecordingResult }
  | { readonly kind: 'skipped'; readonly recording: Recording; readonly origin?: Origin }
  | { readonly kind: 'failed'; readonly recording: Recording; readonly reason: string; readonly origin?: Origin };

export interface ClassifyOneContext extends ClassifyRunOptions {
  readonly recordingClassifier: RecordingClassifier;
  /** Outputs of recordings that earlier runs did not finish. */
  readonly partialOutputs: PartialOutputs | undefined;
  readonly onSeconds: (recording: Recording, seconds: number, announcedSeconds: number | undefined) => void;
}

/**
 * Classifies a recording, unless its result is in the results folder already, and saves the result there.
 * @throws an error that concerns more than this recording; the signal's reason
 */
export async function classifyOne(recording: Recording, options: ClassifyOneContext): Promise<Outcome> {
  const { classifier, recordingClassifier, partialOutputs, folder, signal, allSegments, stream } = options;
  const { threshold, thresholds, precision, byLoudness, contextSeconds, unknown, channel, ffmpeg } = options;
  signal?.throwIfAborted();
  let segments: SegmentFile | undefined;
  let origin: Origin | undefined;
  let outputs: RecordingOutputs | undefined;
  try {
    const provenance = folder && (await readProvenance(recording.path, folder.settings));
    const found = await options.originOf?.(recording);
    origin = found && withoutNames(found, recording.path);
    outputs = provenance && partialOutputs?.of(provenance);
    if (folder && provenance && (await folder.isFinished(recording, provenance, origin))) {
      await outputs?.remove();
      return { kind: 'skipped', recording, ...(origin && { origin }) };
    }
    if (allSegments) segments = folder ? await folder.openSegments(recording) : asFile(stream);
    let lines = '';
    const fileOptions: ClassifyFileOptions = {
      name: recording.file,
      ...(threshold !== undefined && { threshold }),
      ...(thresholds !== undefined && { thresholds }),
      ...(precision !== undefined && { precision }),
      ...(byLoudness !== undefined && { byLoudness }),
      ...(contextSeconds !== undefined && { contextSeconds }),
      ...(unknown !== undefined && { unknown }),
      ...(channel !== undefined && { channel }),
      ...(ffmpeg !== undefined && { ffmpeg }),
      ...(signal && { signal }),
      ...(outputs && { outputs }),
      ...(segments && {
        onSegment: (start, end, probabilities, channelNumber) => {
          lines += predictionLine(recording.file, start, end, classifier, probabilities, channelNumber);
        },
      }),
      onProgress: async (seconds, announcedSeconds) => {
        options.onSeconds(recording, seconds, announcedSeconds);
        if (lines === '') return;
        await segments?.write(lines);
        lines = '';
      },
    };
    const classified = await recordingClassifier.classify(recording, fileOptions, provenance);
    await segments?.finish();
    const result = origin ? withOrigin(classified, origin) : classified;
    if (folder && provenance) await folder.save(recording, provenance, result);
    await outputs?.remove();
    return { kind: 'classified', recording, result };
  } catch (error) {
    await segments?.abandon();
    await outputs?.close().catch(() => undefined);
    signal?.throwIfAborted();
    if (!concernsOneRecording(error)) throw error;
    await outputs?.remove();
    return {
      kind: 'failed',
      recording,
      reason: failureReason(error, recording),
      ...(origin && { origin }),
    };
  }
}

function withoutNames({ warnings, ...rest }: RecordingOrigin, path: string): Origin {
  if (warnings.length === 0) return rest;
  return { ...rest, warnings: warnings.map((message) => withoutName(message, path)) };
}

function withOrigin({ file, durationSeconds, ...rest }: RecordingResult, origin: Origin): RecordingResult {
  return { file, durationSeconds, origin, ...rest };
}

function asFile(stream: TextStream): SegmentFile {
  return { write: (text) => stream.write(text), finish: () => Promise.resolve(), abandon: () => Promise.resolve() };
}

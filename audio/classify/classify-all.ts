import { resolve } from 'node:path';
import { asCompleted, inOrder } from '../../src/concurrency.js';
import { TIMELINE_START, timelineOffsetAfter, type Recording, warningsOf } from '../results/index.js';
import { classifyOne, type Outcome } from './classify-one.js';
import type { ClassifyRunOptions, RecordingClassifier } from './classify-run-options.js';
import { openPartialOutputs } from './partial/partial-outputs.js';
import { createWorkload } from './workload.js';

/** Number of recordings in flight: while one is opened or decoded, the engine processes the other. */
const CONCURRENT_RECORDINGS = 2;

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

/**
 * Classifies recordings and writes the results in input order. A recording that cannot be read is reported and
 * skipped. With a results folder, the network's outputs for a long recording are kept there until it is finished, and a
 * run that was killed continues from them.
 * @throws the signal's reason once it is aborted; results finished by then are written
 */
export async function classifyAll(options: ClassifyRunOptions): Promise<ClassifyRunSummary> {
  const { recordings, classifier, recordingClassifier, format, render, allSegments = false, folder, stream } = options;
  const { signal } = options;
  const partialOutputs =
    folder && !recordingClassifier ? await openPartialOutputs(folder.path, classifier.fingerprint) : undefined;
  const summary = { classified: 0, skipped: 0, failed: 0, seconds: 0 };
  const workload = createWorkload();
  const progress = ({ file }: Recording): void => {
    const done = summary.classified + summary.skipped + summary.failed;
    const { doneSeconds: seconds, expectedSeconds } = workload;
    options.onProgress?.({ file, recordings: done, seconds, expectedSeconds });
  };
  const context = {
    ...options,
    partialOutputs,
    recordingClassifier: recordingClassifier ?? localClassifier(options),
    onSeconds: (recording: Recording, seconds: number, announcedSeconds: number | undefined) => {
      workload.advance(recording.path, seconds, announcedSeconds);
      progress(recording);
    },
  };
  const warn = ({ file }: Recording, warnings: readonly string[] = []): void => {
    for (const warning of warnings) options.onWarning?.(file, warning);
  };
  const work = (recording: Recording): Promise<Outcome> => classifyOne(recording, context);
  // On one stream, segments of different recordings must not interleave.
  const width = allSegments && !folder ? 1 : context.recordingClassifier.parallel;
  const streamed = !folder && !allSegments ? format : undefined;
  let offset = TIMELINE_START;
  if (streamed) await stream.write(streamed.header);

  const ended = new AbortController();
  const surveying = options.onProgress && workload.survey(pathsOf(recordings), ended.signal);
  try {
    for await (const outcome of (recordingClassifier ? asCompleted : inOrder)(recordings, work, { width })) {
      const { recording } = outcome;
      summary[outcome.kind]++;
      if (outcome.kind === 'classified') {
        const { result } = outcome;
        workload.finish(recording.path, result.durationSeconds);
        summary.seconds += result.durationSeconds;
        warn(recording, warningsOf(result));
        if (streamed)
          await stream.write(streamed.recording(result, offset, { ...render, path: resolve(recording.path) }));
        offset = timelineOffsetAfter(offset, result);
      } else {
        workload.drop(recording.path);
        if (outcome.kind === 'skipped') warn(recording, outcome.origin?.warnings);
        else {
          options.onFailure?.(recording.file, outcome.reason);
          await folder?.fail(recording, outcome.reason, outcome.origin);
        }
      }
      progress(recording);
      signal?.throwIfAborted();
    }
  } finally {
    ended.abort();
    await surveying;
    await partialOutputs?.close();
  }
  return summary;
}

function localClassifier({ classifier }: ClassifyRunOptions): RecordingClassifier {
  return {
    parallel: CONCURRENT_RECORDINGS,
    classify: ({ path }, options) => classifier.classifyFile(path, options),
  };
}

function* pathsOf(recordings: readonly Recording[]): Generator<string> {
  for (const { path } of recordings) yield path;
}

import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { ConfigError, DatasetError } from '../../../src/errors.js';
import type { EngineOptions } from '../../../src/engine/index.js';
import { isFolder } from '../../../src/files/index.js';
import { runQueueWorker, type JobHooks, type WorkerSettings } from '../../../src/queue/index.js';
import { concernsOneRecording, failureReason } from '../recording-failure.js';
import { jobName, JobRefusal, QUEUE_NAME, readJob, type RecordingJob, type Reply } from './job.js';
import { locate } from './locate.js';
import { type LoadedModel, openWorkerModels, type WorkerModels } from './worker-models.js';

/** How a worker classifies recordings. */
export interface RecordingWorkerOptions extends WorkerSettings {
  /** Folder of the recordings on this machine. */
  readonly recordings: string;
  /** Folder of a run or a model, or one that holds them by name. */
  readonly model: string;
  /** Keeps the network's outputs for a long recording, so that a restarted worker continues with it. */
  readonly out: string;
  readonly engine?: EngineOptions;
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
}

/** A recording during which this many workers ended is given up. */
const MOST_LOST_WORKERS = 3;
/** Time in which others may take what this worker refused; doubled with each refusal in a row. */
const SECONDS_AFTER_REFUSAL = 3;
const LONGEST_REST_SECONDS = 60;
const SECONDS_BETWEEN_PROGRESS = 1;

/**
 * Takes recordings from a queue and classifies them, until it is stopped.
 * @throws DatasetError, ConfigError if there is no folder of recordings, or no model
 * @throws QueueError if the server cannot be reached at first
 * @throws EngineError, OutputError if this machine cannot classify; its recordings are returned to the queue
 */
export async function runRecordingWorker(options: RecordingWorkerOptions): Promise<void> {
  const recordings = resolve(options.recordings);
  if (!(await isFolder(recordings))) throw new DatasetError(`${options.recordings}: no folder of recordings`);
  if (!(await isFolder(options.model))) throw new ConfigError(`${options.model}: no folder of a model`);
  const models = openWorkerModels(options);
  try {
    await runQueueWorker({
      ...options,
      queue: QUEUE_NAME,
      noun: 'recording',
      nameOf: jobName,
      perform: (data, hooks) => perform(data, hooks, { ...options, recordings }, models),
      failureText: (error) => (error instanceof JobRefusal ? error.message : `unexpected error: ${String(error)}`),
      mostLostWorkers: MOST_LOST_WORKERS,
    });
  } finally {
    await models.close();
  }
}

/** @returns undefined if the worker was stopped */
async function perform(
  data: unknown,
  { stop, report, rest }: JobHooks,
  { recordings, ffmpeg, onEvent }: RecordingWorkerOptions,
  models: WorkerModels,
): Promise<Reply | undefined> {
  const job = readJob(data);
  try {
    return await models.use(job.model, async (model) => {
      models.refusals = 0;
      let found: Awaited<ReturnType<typeof locate>>;
      try {
        found = await locate(recordings, job);
      } catch (error) {
        if (!concernsOneRecording(error)) throw error;
        return { kind: 'unreadable', reason: failureReason(error, job) };
      }
      if (found === undefined || 'otherSize' in found) return { kind: 'missing', reason: missingReason(job, found) };
      onEvent({ type: 'taken', name: jobName(job) });
      return classify(job, found.path, { model, stop, report, ffmpeg });
    });
  } catch (error) {
    if (!(error instanceof JobRefusal)) throw error;
    onEvent({ type: 'problem', message: `refused: ${error.message}` });
    rest(Math.min(SECONDS_AFTER_REFUSAL * 2 ** models.refusals++, LONGEST_REST_SECONDS));
    return { kind: 'refused', reason: error.message };
  }
}

interface ClassifyContext extends Pick<JobHooks, 'stop' | 'report'> {
  readonly model: LoadedModel;
  readonly ffmpeg: string | undefined;
}

async function classify(
  { file, settings }: RecordingJob,
  path: string,
  { model: { classifier, partialOutputs }, stop, report, ffmpeg }: ClassifyContext,
): Promise<Reply | undefined> {
  const { size, mtimeMs } = await stat(path);
  const outputs = partialOutputs.of({ path, size, mtimeMs });
  let reportedAt = -Infinity;
  try {
    const result = await classifier.classifyFile(path, {
      ...settings,
      ...{ name: file, signal: stop, outputs },
      ...(ffmpeg !== undefined && { ffmpeg }),
      onProgress(seconds, announcedSeconds) {
        if (performance.now() - reportedAt < SECONDS_BETWEEN_PROGRESS * 1000) return;
        reportedAt = performance.now();
        report({ seconds, ...(announcedSeconds !== undefined && { announcedSeconds }) });
      },
    });
    await outputs.remove();
    return { kind: 'classified', result };
  } catch (error) {
    await outputs.close().catch(() => undefined);
    if (stop.aborted) return undefined;
    if (error instanceof ConfigError) return { kind: 'invalid', reason: error.message };
    if (!concernsOneRecording(error)) throw error;
    await outputs.remove();
    return { kind: 'unreadable', reason: failureReason(error, { file, path }) };
  }
}

function missingReason({ key, size }: RecordingJob, found: { readonly otherSize: number } | undefined): string {
  const where = `the folder of recordings of the worker on ${hostname()}`;
  if (found === undefined) return `not in ${where}: ${key} is not there`;
  const { otherSize } = found;
  const difference = otherSize === size ? 'has different content there' : `has ${otherSize} bytes there, ${size} here`;
  return `another file is in ${where}: ${key} ${difference}`;
}

import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { AudioFormatError, ConfigError } from '../../../src/errors.js';
import { lyrebirdVersion } from '../../../src/package.js';
import { printable } from '../../../src/printable.js';
import { openQueueClient, type JobOutcome } from '../../../src/queue/index.js';
import type { ModelIdentity, Provenance, Recording, RecordingResult } from '../../results/index.js';
import type { ClassifyFileOptions } from '../classify-options.js';
import type { RecordingClassifier } from '../classify-run-options.js';
import { QUEUE_NAME, readProgress, readReply, type RecordingJob, type Reply } from './job.js';

export interface QueueClassifierOptions {
  /** `redis://host:port` */
  readonly address: string;
  /** The model that workers must have. */
  readonly model: ModelIdentity;
  /** Called with a line for the user. */
  readonly warn: (message: string) => void;
  /** Ends the waiting for the server and for results. */
  readonly stop: AbortSignal;
}

/** Recordings in the queue at a time: enough for some hundred workers, few enough to ask for. */
const RECORDINGS_IN_QUEUE = 256;
/** Workers that are asked for a recording that others do not have. */
const MOST_TRIES = 3;
const SECONDS_BEFORE_NEXT_TRY = 1;

/**
 * Classifies recordings on the workers of a queue. The job of a recording has a fixed id, so a run that was killed
 * finds its jobs again in any state. A stopped run leaves its jobs in the queue: workers continue, and the next run
 * collects the results.
 * @throws QueueError if the server cannot be reached; the signal's reason if `stop` fires before it answers
 */
export async function createQueueClassifier(
  options: QueueClassifierOptions,
): Promise<RecordingClassifier & AsyncDisposable> {
  const { address, model, warn, stop } = options;
  setMaxListeners(0, stop);
  const client = await openQueueClient({ address, queue: QUEUE_NAME, warn, stop });
  const warned = new Set<string>();
  const warnOnce = (line: string): void => {
    if (warned.has(line)) return;
    warned.add(line);
    warn(line);
  };
  const readOutcome = ({ returned, failedReason }: JobOutcome): Reply => {
    if (failedReason !== undefined) return { kind: 'unreadable', reason: printable(failedReason) };
    const reply = readReply(returned, model.fingerprint);
    return reply ?? { kind: 'missing', reason: 'a worker sent a reply that is no result' };
  };

  return {
    parallel: RECORDINGS_IN_QUEUE,
    async classify(recording, fileOptions, provenance): Promise<RecordingResult> {
      const { file } = recording;
      const { onProgress } = fileOptions;
      const data = jobOf(recording, fileOptions, provenance!, model);
      const id = idOf(data, provenance!);
      for (let tries = 1; ;) {
        const reply = await client.request({
          ...{ id, kind: 'recording', data, stop, read: readOutcome },
          onProgress: (value) => {
            const progress = readProgress(value);
            if (progress) void onProgress?.(progress.seconds, progress.announcedSeconds);
          },
        });
        if (reply.kind === 'classified') return { ...reply.result, file };
        if (reply.kind === 'invalid') throw new ConfigError(reply.reason);
        if (reply.kind === 'refused') warnOnce(reply.reason);
        else if (reply.kind === 'unreadable' || ++tries > MOST_TRIES) {
          throw new AudioFormatError(`${file}: ${reply.reason}`);
        }
        await delay(SECONDS_BEFORE_NEXT_TRY * 1000, undefined, { signal: stop });
      }
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

function jobOf(
  { file, path, key }: Recording,
  options: ClassifyFileOptions,
  { size, sample }: Provenance,
  { name, fingerprint }: ModelIdentity,
): RecordingJob {
  const { threshold, thresholds, precision, byLoudness, contextSeconds, unknown, channel } = options;
  return {
    version: lyrebirdVersion(),
    ...{ file, path, key, size, sample: sample! },
    model: { name, fingerprint },
    settings: {
      ...(threshold !== undefined && { threshold }),
      ...(thresholds !== undefined && { thresholds: { ...thresholds } }),
      ...(precision !== undefined && { precision }),
      ...(byLoudness !== undefined && { byLoudness }),
      ...(contextSeconds !== undefined && { contextSeconds }),
      ...(unknown !== undefined && { unknown }),
      ...(channel !== undefined && { channel }),
    },
  };
}

/** Of the same recording and settings, it is the same. */
function idOf(job: RecordingJob, { path, size, mtimeMs, settings }: Provenance): string {
  const hash = createHash('sha256').update(JSON.stringify([path, size, mtimeMs, settings, job]));
  return hash.digest('hex').slice(0, 40);
}

import { hostname } from 'node:os';
import { z } from 'zod';
import { isPathBelow } from '../../../src/files/index.js';
import { lyrebirdVersion } from '../../../src/package.js';
import { printable } from '../../../src/printable.js';
import { UNKNOWN_CHOICES } from '../../novelty/names.js';
import { readResult, type RecordingResult } from '../../results/index.js';
import { CHANNEL_CHOICES } from '../names.js';

/*
 * What travels through the queue. Anyone who can reach the server may have sent it, so both sides check what they get.
 */

/** Name of the queue shared by all runs of `classify` and workers of a server. */
export const QUEUE_NAME = 'lyrebird-recordings';

const LONGEST_PATH = 10_000;
const path = z.string().min(1).max(LONGEST_PATH);
const probability = z.number().min(0).max(1);

const settings = z.strictObject({
  threshold: z.exactOptional(probability),
  thresholds: z.exactOptional(z.record(z.string().max(1000), probability)),
  precision: z.exactOptional(probability),
  byLoudness: z.exactOptional(z.boolean()),
  contextSeconds: z.exactOptional(z.number().min(0)),
  unknown: z.exactOptional(z.enum(UNKNOWN_CHOICES)),
  channel: z.exactOptional(z.enum(CHANNEL_CHOICES)),
});

const recordingJob = z.strictObject({
  /** Lyrebird version of the run: in a different version, results may differ. */
  version: z.string(),
  /** Name of the recording in its result. */
  file: path,
  /** Absolute path where the run is. */
  path,
  /** Path below the folder that the run classifies, with `/`. */
  key: path.refine(isPathBelow, { message: 'a path below a folder' }),
  /** Bytes of the recording. */
  size: z.number().min(0),
  /** Hash of some of its bytes: recorders on one schedule write files of one name and size. */
  sample: z.string().regex(/^[0-9a-f]{64}$/),
  model: z.strictObject({ name: z.string().min(1).max(1000), fingerprint: z.string().regex(/^[0-9a-f]{64}$/) }),
  settings,
});

/** A recording to classify, and how. */
export type RecordingJob = z.infer<typeof recordingJob>;

/** A job that is not to be done as it is, in one line. */
export class JobRefusal extends Error {}

/**
 * Checks the data of a job.
 * @throws JobRefusal saying what is wrong
 */
export function readJob(data: unknown): RecordingJob {
  const { version } = (typeof data === 'object' && data !== null ? data : {}) as { readonly version?: unknown };
  if (typeof version === 'string' && version !== lyrebirdVersion()) {
    throw new JobRefusal(
      `classify uses Lyrebird ${printable(version.slice(0, 40))}, the worker on ${hostname()} uses ` +
        `${lyrebirdVersion()}: install the same version on both`,
    );
  }
  const { data: job, error } = recordingJob.safeParse(data);
  if (job) return job;
  const { path: where, message } = error.issues[0]!;
  const what = [...(where.length > 0 ? [where.map(String).join('.').slice(0, 200)] : []), message].join(': ');
  throw new JobRefusal(printable(`the queue holds a job that is not a recording: ${what}`));
}

/** Name of a job for messages, whatever its data. */
export function jobName(data: unknown): string {
  const { file } = (typeof data === 'object' && data !== null ? data : {}) as { readonly file?: unknown };
  return typeof file === 'string' ? printable(file.slice(0, 1000)) : 'a job without a name';
}

const reason = z.string().max(10_000);

const reply = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('classified'), result: z.unknown() }),
  z.strictObject({ kind: z.literal('unreadable'), reason }),
  z.strictObject({ kind: z.literal('missing'), reason }),
  z.strictObject({ kind: z.literal('refused'), reason }),
  z.strictObject({ kind: z.literal('invalid'), reason }),
]);

/**
 * What a worker answers. `unreadable`: nothing of the recording can be read; `missing`: the worker does not have it;
 * `refused`: the worker has another model or version; `invalid`: the settings do not fit the model.
 */
export type Reply =
  | { readonly kind: 'classified'; readonly result: RecordingResult }
  | { readonly kind: 'unreadable' | 'missing' | 'refused' | 'invalid'; readonly reason: string };

/** Reads a reply; undefined if it has another form, or its result is of another model. */
export function readReply(value: unknown, fingerprint: string): Reply | undefined {
  const { data } = reply.safeParse(value);
  if (data?.kind !== 'classified') return data && { kind: data.kind, reason: printable(data.reason) };
  const result = readResult(data.result);
  return result?.model.fingerprint === fingerprint ? { kind: 'classified', result } : undefined;
}

const progress = z.object({ seconds: z.number().min(0), announcedSeconds: z.exactOptional(z.number().min(0)) });

/** How far a worker has come with a recording. */
export type RecordingProgress = z.infer<typeof progress>;

/** Reads progress; undefined if there is none. */
export function readProgress(value: unknown): RecordingProgress | undefined {
  return progress.safeParse(value).data;
}

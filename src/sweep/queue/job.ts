import { hostname } from 'node:os';
import { z } from 'zod';
import { lyrebirdVersion } from '../../package.js';
import { printable } from '../../printable.js';
import { MAX_SEED } from '../../rng.js';
import { encodeResult, decodeResult, type DataWarning, type RunResult } from '../../train/index.js';
import type { TrialProgress } from '../executor.js';
import { TrialFailure } from '../trial-failure.js';

/** Name of the queue shared by all sweeps and workers of a server. */
export const QUEUE_NAME = 'lyrebird-trials';

/** A configuration is a few thousand characters. */
const LARGEST_JOB_CHARACTERS = 1_000_000;

/** Text that a terminal shows as it is. */
const shown = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => printable(text) === text, { message: 'text without escape codes' });

/** Job data of a trial, as sent to workers. */
export const jobSchema = z.object({
  /** Lyrebird version of the sweep: in a different version, settings or results may differ. */
  version: z.string(),
  /** Unique id of the sweep. */
  sweep: z.uuid(),
  /** Display name. */
  name: shown,
  /** Configuration shared by all trials; training validates it. */
  config: z.record(z.string(), z.unknown()),
  /** Settings of this trial, by full path; training validates them. */
  settings: z.record(shown, z.unknown()),
  seed: z.int().min(0).max(MAX_SEED),
  /** Run folder, inside that of the sweep. */
  folder: z
    .string()
    .max(200)
    .regex(/^trials\/(?!\.+\/)[\w.=,-]+\/seed-\d+$/),
});

export type TrialJobData = z.infer<typeof jobSchema>;

/** Result of a job. It travels through the queue, so machines need no shared disk. */
export interface TrialJobResult {
  readonly result: RunResult;
  /** Host of the worker that finished it. */
  readonly host: string;
  /** The first distinct warnings of the run. */
  readonly warnings?: readonly DataWarning[];
}

/** Warnings that a result holds at most, and their length. */
const MOST_WARNINGS = 100;
const LONGEST_WARNING = 1000;

const warningsSchema = z.object({
  warnings: z
    .array(
      z.object({
        message: z.string().max(LONGEST_WARNING),
        file: z.string().max(LONGEST_WARNING).exactOptional(),
        leftOut: z.literal(true).exactOptional(),
      }),
    )
    .max(MOST_WARNINGS),
});

/** Reads the warnings of a job's result; none if they are not those of a worker. The texts may hold escape codes. */
export function readJobWarnings(value: unknown): readonly DataWarning[] {
  return warningsSchema.safeParse(value).data?.warnings ?? [];
}

/** Collects warnings for the result of a job: distinct ones, shortened, as many as it may hold. */
export function createWarningList(): { add(warning: DataWarning): void; readonly warnings: readonly DataWarning[] } {
  const byText = new Map<string, DataWarning>();
  return {
    add({ message, file, leftOut }) {
      const warning = {
        message: message.slice(0, LONGEST_WARNING),
        ...(file !== undefined && { file: file.slice(0, LONGEST_WARNING) }),
        ...(leftOut && { leftOut }),
      };
      if (byText.size < MOST_WARNINGS) byText.set(JSON.stringify(warning), warning);
    },
    get warnings() {
      return [...byText.values()];
    },
  };
}

/**
 * Checks the data of a job: anyone who can reach the queue may have sent it.
 * @throws TrialFailure saying what is wrong
 */
export function readJob(data: unknown): TrialJobData {
  const notTrial = (problem: string): TrialFailure =>
    new TrialFailure(printable(`the queue holds a job that is not a trial: ${problem}`));
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw notTrial(`expected an object, got ${data === null ? 'null' : Array.isArray(data) ? 'a list' : typeof data}`);
  }
  const size = sizeOf(data);
  if (size === undefined) throw notTrial('its data is nested too deeply');
  if (size > LARGEST_JOB_CHARACTERS) {
    throw notTrial(`expected at most ${LARGEST_JOB_CHARACTERS} characters, got ${size}`);
  }
  const { version } = data as { readonly version?: unknown };
  if (typeof version !== 'string') throw notTrial('its version is missing');
  if (version !== lyrebirdVersion()) {
    throw new TrialFailure(
      `the sweep uses Lyrebird ${printable(version.slice(0, 40))}, the worker on ${hostname()} uses ` +
        `${lyrebirdVersion()}: install the same version on both`,
    );
  }
  const { data: trial, error } = jobSchema.safeParse(data);
  if (trial) return trial;
  const { path, message } = error.issues[0]!;
  throw notTrial(`${path.map(String).join('.').slice(0, 200)}: ${message}`);
}

/** Name of a job for messages, whatever its data. */
export function jobName(data: unknown): string {
  const { name } = (typeof data === 'object' && data !== null ? data : {}) as { readonly name?: unknown };
  return typeof name === 'string' ? printable(name.slice(0, 200)) : 'a job without a name';
}

/** Reads the result of a job; undefined if it is not that of a finished run. */
export function readJobResult(value: unknown): RunResult | undefined {
  const { result } = (typeof value === 'object' && value !== null ? value : {}) as { readonly result?: RunResult };
  if (typeof result !== 'object' || result === null || sizeOf(result) === undefined) return undefined;
  return decodeResult(encodeResult(result));
}

const count = z.number().min(0);
const progressSchema = z
  .object({
    step: count,
    steps: count.min(1),
    elapsedSeconds: count,
    etaSeconds: count,
    validationAccuracy: z.number().min(0).max(1).nullable(),
  })
  .refine(({ step, steps }) => step <= steps);

/** Reads the progress of a job; undefined if it has none. */
export function readJobProgress(value: unknown): TrialProgress | undefined {
  return progressSchema.safeParse(value).data;
}

/** Number of characters as JSON; undefined for data nested too deeply to be written. */
function sizeOf(data: object): number | undefined {
  try {
    return JSON.stringify(data).length;
  } catch {
    return undefined;
  }
}

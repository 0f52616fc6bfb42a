import { z } from 'zod';
import { isPathBelow } from '../../src/files/index.js';
import { ORIGIN_SOURCES } from '../origin/names.js';
import type { Provenance } from './provenance.js';
import type { FailedRecording, ModelIdentity, Origin, RecordingResult } from './types.js';

/*
 * Lines of a journal. The folder may come from another person, so a line counts only if it has the form that this
 * program writes, and its key stays in the folder.
 */

const model = z.object({ name: z.string(), fingerprint: z.string().regex(/^[0-9a-f]{64}$/) });

const provenance = z.object({
  path: z.string(),
  size: z.number(),
  mtimeMs: z.number(),
  sample: z.exactOptional(z.string()),
  settings: z.string(),
});

const source = z.enum(ORIGIN_SOURCES);
const sourced = <T extends z.ZodType>(value: T) => z.exactOptional(z.object({ value, source }));
const coordinates = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });
const LOCAL_TIME = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?$/;

const start = z.object({
  local: z.string().regex(LOCAL_TIME),
  utcOffset: z.exactOptional(z.string().regex(/^[+-]\d\d:\d\d(?::\d\d)?$/)),
  utc: z.exactOptional(
    z
      .string()
      .regex(/Z$/)
      .refine((text) => LOCAL_TIME.test(text.slice(0, -1))),
  ),
  timezone: z.exactOptional(z.string()),
  source,
  offsetSource: z.exactOptional(z.enum([...ORIGIN_SOURCES, 'timezone'])),
});

const whenAndWhere: z.ZodType<Origin> = z.object({
  start: z.exactOptional(start),
  coordinates: sourced(coordinates),
  site: sourced(z.string()),
  make: sourced(z.string()),
  model: sourced(z.string()),
  serial: sourced(z.string()),
  deployment: sourced(z.string()),
  batteryVolts: z.exactOptional(
    z.object({ value: z.number(), source, bound: z.exactOptional(z.enum(['below', 'above'])) }),
  ),
  temperatureCelsius: sourced(z.number()),
});

const failure: z.ZodType<FailedRecording> = z.object({
  file: z.string(),
  path: z.string(),
  reason: z.string(),
  origin: z.exactOptional(whenAndWhere),
});

const key = z.string().refine(isPathBelow);

const line = z.union([
  z.object({ key, failure }),
  z.object({ key, origin: z.optional(provenance) }),
  z.object({ model }),
]);

const species = z.object({
  species: z.string(),
  probability: z.number(),
  maxProbability: z.number(),
  seconds: z.number(),
  detections: z.number(),
});

const detection = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  species: z.string(),
  probability: z.number(),
  maxProbability: z.number(),
  segmentCount: z.number(),
  novelty: z.exactOptional(z.number()),
  unknown: z.exactOptional(z.boolean()),
  channel: z.exactOptional(z.int().min(1)),
});

const result = z.object({
  file: z.string(),
  durationSeconds: z.number(),
  sampleRateHz: z.exactOptional(z.number()),
  origin: z.exactOptional(whenAndWhere),
  secondsWithoutSignal: z.number(),
  spansWithoutSignal: z.exactOptional(z.array(z.tuple([z.number(), z.number()]))),
  species: z.array(species),
  detections: z.array(detection),
  warnings: z.array(z.string()),
  model,
});

/**
 * A line without its result: a finished, failed or withdrawn recording, or the model that makes the results from here
 * on.
 */
export type JournalLine =
  | { readonly key: string; readonly failure: FailedRecording }
  | { readonly key: string; readonly origin?: Provenance | undefined }
  | { readonly model: ModelIdentity };

/** Parses a line; undefined if it is damaged or of another form. */
export function parseLine(text: string): JournalLine | undefined {
  return line.safeParse(parseJson(text)).data;
}

/** Parses the result in a line; undefined if it is damaged, or was written by an earlier version. */
export function parseResult(text: string): RecordingResult | undefined {
  const { result: saved } = (parseJson(text) ?? {}) as { readonly result?: unknown };
  return readResult(saved);
}

/** Checks a result that comes from outside; undefined if it has another form. */
export function readResult(value: unknown): RecordingResult | undefined {
  return result.safeParse(value).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

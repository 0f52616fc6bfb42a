import { z } from 'zod';
import { isPathBelow } from '../../src/files/index.js';
import { isTimezone } from '../origin/index.js';
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
const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?$/;
const OFFSET = /^[+-](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;

const start = z
  .object({
    local: z.string().refine(isTime),
    utcOffset: z.exactOptional(z.string().regex(OFFSET)),
    utc: z.exactOptional(z.string().refine((text) => text.endsWith('Z') && isTime(text.slice(0, -1)))),
    timezone: z.exactOptional(z.string()),
    source,
    offsetSource: z.exactOptional(z.enum([...ORIGIN_SOURCES, 'timezone'])),
  })
  // The journal may be of a machine that knows more time zones. The offset is kept.
  .transform((known) => {
    const { timezone, ...rest } = known;
    return timezone === undefined || isKnownTimezone(timezone) ? known : rest;
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
  warnings: z.exactOptional(z.array(z.string())),
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
  z.object({ key, origin: z.optional(provenance), written: z.exactOptional(z.array(z.string())) }),
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
  | { readonly key: string; readonly origin?: Provenance | undefined; readonly written?: readonly string[] }
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

/** Whether a text is a time without a zone: no month 13, no 30 February. */
function isTime(text: string): boolean {
  const [year = 0, month = 0, day = 0] = LOCAL_TIME.exec(text)?.slice(1).map(Number) ?? [];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year);
}

function daysIn(month: number, year: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Asking takes longer than reading a line, and a season has one zone. */
const known = new Map<string, boolean>();

function isKnownTimezone(timezone: string): boolean {
  const isKnown = known.get(timezone) ?? isTimezone(timezone);
  known.set(timezone, isKnown);
  return isKnown;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

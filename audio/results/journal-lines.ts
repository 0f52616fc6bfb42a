import { z } from 'zod';
import { isPathBelow } from '../../src/files/index.js';
import type { ModelIdentity, RecordingResult } from './types.js';

/*
 * Lines of a journal. The folder may come from another person, so a line counts only if it has the form that this
 * program writes, and its key stays in the folder.
 */

const model = z.object({ name: z.string(), fingerprint: z.string().regex(/^[0-9a-f]{64}$/) });

const origin = z.object({ path: z.string(), size: z.number(), mtimeMs: z.number(), settings: z.string() });

const line = z.union([
  z.object({ key: z.string().refine(isPathBelow), origin: z.optional(origin) }),
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
  secondsWithoutSignal: z.number(),
  species: z.array(species),
  detections: z.array(detection),
  warnings: z.array(z.string()),
  model,
});

/** Inputs of a finished result. If they all match on a later run, the recording is skipped. */
export interface Provenance {
  /** Of the recording, absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Hash of the settings (see `settingsHash`). */
  readonly settings: string;
}

/** A line without its result: a finished or withdrawn recording, or the model that makes the results from here on. */
export type JournalLine =
  { readonly key: string; readonly origin?: Provenance | undefined } | { readonly model: ModelIdentity };

/** Parses a line; undefined if it is damaged or of another form. */
export function parseLine(text: string): JournalLine | undefined {
  return line.safeParse(parseJson(text)).data;
}

/** Parses the result in a line; undefined if it is damaged, or was written by an earlier version. */
export function parseResult(text: string): RecordingResult | undefined {
  const { result: saved } = (parseJson(text) ?? {}) as { readonly result?: unknown };
  return result.safeParse(saved).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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

const speciesProbability = z.object({ species: z.string(), probability: z.number() });

const detection = z.looseObject({
  startSeconds: z.number(),
  endSeconds: z.number(),
  species: z.string(),
  probability: z.number(),
  maxProbability: z.number(),
  segmentCount: z.number(),
  channel: z.exactOptional(z.int().min(1)),
});

const result = z.looseObject({
  file: z.string(),
  durationSeconds: z.number(),
  // Absent in results of earlier versions, which are made again.
  secondsWithoutSignal: z.number().default(0),
  species: z.array(speciesProbability),
  detections: z.array(detection),
  warnings: z.array(z.string()),
  model: z.optional(model),
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

/**
 * Parses the result in a line; undefined if it is damaged.
 * @param defaultModel model of results that do not name it, as those of the previous version
 */
export function parseResult(text: string, defaultModel: ModelIdentity): RecordingResult | undefined {
  const { result: saved } = (parseJson(text) ?? {}) as { readonly result?: object };
  const { data } = result.safeParse(withDetections(saved));
  return data && { ...data, model: data.model ?? defaultModel };
}

/** Renames `segments` to `detections`: the previous version wrote detections under that name. */
function withDetections(saved: object | undefined): object | undefined {
  if (!saved || !('segments' in saved)) return saved;
  const { segments, ...rest } = saved;
  return { ...rest, detections: segments };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import { CheckpointError } from '../../src/errors.js';
import type { SegmentSettings } from './settings.js';

const schema = z.object({
  sampleRateHz: z.number(),
  segmentSeconds: z.number(),
  overlap: z.number(),
  normalisation: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('segment'), floor: z.exactOptional(z.number()) }),
    z.object({ kind: z.literal('dataset'), mean: z.number(), std: z.number() }),
  ]),
});

/**
 * How a saved model hears: the `audio` settings of its model.json, checked.
 * @param file for messages
 * @throws CheckpointError saying what of them is wrong
 */
export function savedSegmentSettings(audio: unknown, file: string): SegmentSettings {
  const { data, error } = schema.safeParse(audio);
  if (data) return data;
  const issue = error.issues[0]!;
  throw new CheckpointError(`${file} is damaged: ${['audio', ...issue.path].join('.')}: ${issue.message}`);
}

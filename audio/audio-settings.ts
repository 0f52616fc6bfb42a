import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../src/errors.js';
import { MANIFEST_FILE, type ModelFolder } from '../src/train/checkpoint/index.js';
import type { SegmentSettings } from './segments/index.js';

/** Key `audio` of a model's manifest. */
const audioSettings = z.object({
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
 * Returns how a model segments and normalises recordings: exactly as in training.
 * @throws CheckpointError if the model is not one for recordings, or its manifest is damaged
 */
export function audioSettingsOf({ path, manifest }: Pick<ModelFolder, 'path' | 'manifest'>): SegmentSettings {
  if (manifest.audio === undefined) {
    throw new CheckpointError(
      `${path} is not a model for recordings: its task is ${manifest.task}, and it has no audio settings`,
    );
  }
  const { data, error } = audioSettings.safeParse(manifest.audio);
  if (data) return data;
  const issue = error.issues[0]!;
  const setting = ['audio', ...issue.path].join('.');
  throw new CheckpointError(`${join(path, MANIFEST_FILE)} is damaged: ${setting}: ${issue.message}`);
}

import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../src/errors.js';
import { shownValue } from '../src/shown-value.js';
import { MANIFEST_FILE, type ModelFolder } from '../src/train/checkpoint/index.js';
import { segmentGeometry, type SegmentSettings } from './segments/index.js';

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
  const { data: settings, error } = audioSettings.safeParse(manifest.audio);
  const damaged = (reason: string, cause?: unknown): CheckpointError =>
    new CheckpointError(`${join(path, MANIFEST_FILE)} is damaged: audio${reason}`, { cause });
  if (!settings) {
    const issue = error.issues[0]!;
    throw damaged(`${issue.path.map((key) => `.${String(key)}`).join('')}: ${issue.message}`);
  }
  let samples: number;
  try {
    samples = segmentGeometry(settings).length;
  } catch (cause) {
    throw damaged(`.${(cause as Error).message}`, cause);
  }
  const { inputShape, model } = manifest;
  if (inputShape.length !== 1 || inputShape[0] !== samples) {
    throw damaged(`: its segments have ${samples} samples, but inputShape is [${inputShape.join(', ')}]`);
  }
  const rateHz = model['sampleRateHz'];
  if (rateHz !== undefined && rateHz !== settings.sampleRateHz) {
    throw damaged(`.sampleRateHz is ${settings.sampleRateHz}, but that of the network is ${shownValue(rateHz)}`);
  }
  return settings;
}

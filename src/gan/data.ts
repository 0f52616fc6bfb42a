import { fingerprint, type Dataset } from '../data/index.js';
import { DatasetError } from '../errors.js';
import { type Config, configSchema, type LoadHooks, type RunData } from '../train/index.js';
import type { EbganConfig } from './config-schema.js';
import { openTaskData } from '../../cli/task-data.js';

/** Of the split of recordings: the same for every run, so that runs of several seeds imitate the same and are compared with the same. */
const SPLIT_SEED = 1;

/** What is imitated, and what it is compared with. */
export interface GanData {
  readonly train: Dataset;
  /** Real examples that the networks never see: test images, or recordings that were held out. */
  readonly heldOut: Dataset;
  /** As training a classifier takes it. */
  readonly parts: RunData;
  readonly warnings: readonly string[];
}

/**
 * The data of an adversarial experiment.
 * @throws DatasetError if it is not there, or nothing can be held out
 */
export async function openGanData(
  config: EbganConfig,
  hooks: LoadHooks & { readonly ffmpeg?: string | undefined },
): Promise<GanData> {
  const { parts, warnings } = await openTaskData({ config: dataConfig(config), ...hooks });
  const heldOut = parts.test ? (await parts.test()).dataset : parts.validation;
  if (!heldOut || fingerprint(heldOut) === fingerprint(parts.train)) {
    throw new DatasetError(
      `${parts.train.name}: expected examples to hold out, to compare generated ones with, got none; add recordings`,
    );
  }
  return { train: parts.train, heldOut, parts, warnings };
}

/** The settings of the data as other experiments have them. */
function dataConfig({ task, data, audio, engine }: EbganConfig): Config {
  const { dataset, path, validationShare, normalisation, inputScale } = data;
  const images = dataset !== 'recordings';
  return configSchema.parse({
    task,
    seed: SPLIT_SEED,
    data: { dataset, path, ...(images ? { normalisation, inputScale } : { validationShare }) },
    audio,
    engine,
  });
}

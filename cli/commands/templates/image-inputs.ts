import { type Dataset, firstOfEachClass, readExample } from '../../../src/data/index.js';
import { ConfigError } from '../../../src/errors.js';
import {
  type ImageSettings,
  type MeasureHooks,
  type ModelFolder,
  openEvaluationImages,
} from '../../../src/train/index.js';
import type { ModelInputs, TemplatesFlags } from './types.js';

/**
 * Images of the data set that a model was trained on, by their numbers; the first of each class unless some are named.
 * @throws ConfigError if an image is not there, or an option is for recordings
 * @throws DatasetError if the files are missing
 */
export async function imageInputs(
  folder: ModelFolder,
  settings: ImageSettings,
  numbers: readonly string[],
  flags: TemplatesFlags,
  hooks: MeasureHooks,
): Promise<ModelInputs> {
  if (flags.at !== undefined) {
    throw new ConfigError(
      `--at is for recordings, and ${folder.path} is a model of images: name images by their numbers`,
    );
  }
  const { dataset } = await openEvaluationImages(folder, settings, { ...flags, ...hooks });
  const indices =
    numbers.length > 0 ? numbers.map((text) => indexOf(text, dataset, folder)) : firstOfEachClass(dataset);
  return { source: dataset.name, inputs: indices.map((index) => readExample(dataset, index)) };
}

function indexOf(text: string, { name, length }: Dataset, { path }: ModelFolder): number {
  const index = Number(text);
  if (!/^\d+$/.test(text) || index >= length) {
    throw new ConfigError(
      `${path} is a model of images: expected numbers below ${length} of images in ${name}, got "${text}"`,
    );
  }
  return index;
}

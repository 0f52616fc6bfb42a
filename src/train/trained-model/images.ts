import {
  type Dataset,
  fingerprint,
  type ImageDataset,
  imageFolder,
  openImageDataset,
  splitSemiSupervised,
  subset,
  withoutLabels,
} from '../../data/index.js';
import { ConfigError, DatasetError } from '../../errors.js';
import { evaluateExamples } from '../../eval/index.js';
import type { ImageSettings, ModelFolder } from '../checkpoint/index.js';
import { count } from '../../format-number.js';
import type { ImageEvaluateResult, MeasureOptions } from './types.js';
import type { SplitChoice } from '../../data/splits/names.js';
import { withModel } from './with-model.js';

/** Part of an image data set, with its labels. */
export interface EvaluationImages {
  /** Folder of the files. */
  readonly data: string;
  readonly split: SplitChoice;
  readonly dataset: Dataset;
  readonly warnings: readonly string[];
}

/**
 * How a model does on the test images of its data set, or on one of the parts that its training images were divided into.
 * @throws ConfigError if all parts are asked for at once
 * @throws DatasetError if the files are missing, or are others than those that it was trained on
 */
export async function measureImages(
  folder: ModelFolder,
  settings: ImageSettings,
  options: MeasureOptions,
): Promise<ImageEvaluateResult> {
  const { dataset, data, split, warnings } = await openEvaluationImages(folder, settings, options);
  const score = await withModel(folder, options, (run) => evaluateExamples({ ...run, dataset }));
  return { model: folder.path, data, split, dataset: dataset.name, ...score, warnings };
}

/**
 * The test images of a model's data set, or one of the parts that its training images were divided into.
 * @throws ConfigError if all parts are asked for at once
 * @throws DatasetError if the files are missing, or are others than those that it was trained on
 */
export async function openEvaluationImages(
  folder: ModelFolder,
  settings: ImageSettings,
  options: MeasureOptions,
): Promise<EvaluationImages> {
  const { split = 'test', onWarning } = options;
  if (split === 'all') throw new ConfigError('--split: expected train, validation or test of images, got all');
  const data = imageFolder(options.data ?? trainingFolder(folder));
  const { dataset: name, normalisation, inputScale } = settings;
  const images = await openImageDataset({
    dataset: name,
    dir: data,
    split: split === 'test' ? 'test' : 'train',
    normalisation,
    inputScale,
  });
  const dataset = split === 'test' ? images : trainingPart(images, split, folder, settings);
  const warnings = [
    ...(images.partial ? [`${images.description}: results are not those of the whole data set`] : []),
    ...(split === 'train' ? [`the model was trained on these images, ${labelsOf(settings)}`] : []),
  ];
  for (const message of warnings) onWarning(message);
  return { data, split, dataset, warnings };
}

/** Part of the training images, drawn as it was for training; the labels of all of them are known here. */
function trainingPart(
  images: ImageDataset,
  split: 'train' | 'validation',
  { path }: ModelFolder,
  settings: ImageSettings,
): Dataset {
  const { labels, validationExamples, labelSeed } = settings;
  const found = fingerprint(labels === 0 ? withoutLabels(images) : images);
  if (found !== settings.fingerprint) {
    throw new DatasetError(
      `${images.name}: expected the images that ${path} was trained on (${settings.description}), got others (${images.description})`,
    );
  }
  const { train, validation } = splitSemiSupervised(images, { labels, validationExamples, seed: labelSeed });
  const part = split === 'train' ? train : validation;
  if (!part)
    throw new DatasetError(`${path} was trained without a validation part: --split test or train can be measured`);
  const indices = Array.from({ length: part.length }, (_, index) => part.source(index));
  return subset(images, indices, part.name);
}

function labelsOf({ labels }: ImageSettings): string {
  if (labels === 0) return 'without their labels';
  return labels === null ? 'with all their labels' : `with the labels of ${count(labels)} of them`;
}

/** Where the images were in training, if that was said. */
function trainingFolder({ manifest }: ModelFolder): string | null | undefined {
  return (manifest.config['data'] as { readonly path?: string | null } | undefined)?.path;
}

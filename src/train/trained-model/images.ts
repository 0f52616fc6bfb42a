import { type Dataset, fingerprint, splitSemiSupervised, subset, withoutLabels } from '../../data/index.js';
import { type ImageDataset, imageFolder, openImageDataset } from '../../data/images/index.js';
import { ConfigError, DatasetError } from '../../errors.js';
import { evaluateExamples } from '../../eval/index.js';
import type { ImageSettings, ModelFolder } from '../checkpoint/index.js';
import { count } from '../../format-number.js';
import type { ImageEvaluateResult, MeasureOptions } from './types.js';
import type { SplitChoice } from '../../data/splits/names.js';
import { withModel } from './with-model.js';

/** A split of an image data set, with labels. */
export interface EvaluationImages {
  /** Folder of the image files. */
  readonly data: string;
  readonly split: SplitChoice;
  readonly dataset: Dataset;
  readonly warnings: readonly string[];
}

/**
 * Evaluates a model on the test images of its data set, or on its training or validation split.
 * @throws ConfigError if the split is `all`
 * @throws DatasetError if the files are missing, or differ from those used for training
 */
export async function evaluateImages(
  folder: ModelFolder,
  settings: ImageSettings,
  options: MeasureOptions,
): Promise<ImageEvaluateResult> {
  const { dataset, data, split, warnings } = await openEvaluationImages(folder, settings, options);
  const score = await withModel(folder, options, (run) => evaluateExamples({ ...run, dataset }));
  return { model: folder.path, data, split, dataset: dataset.name, ...score, warnings };
}

/**
 * Opens the test images of a model's data set, or its training or validation split.
 * @throws ConfigError if the split is `all`
 * @throws DatasetError if the files are missing, or differ from those used for training
 */
export async function openEvaluationImages(
  folder: ModelFolder,
  settings: ImageSettings,
  options: MeasureOptions,
): Promise<EvaluationImages> {
  const { split = 'test', onWarning } = options;
  if (split === 'all') throw new ConfigError('--split: expected train, validation or test for an image model, got all');
  const data = imageFolder(options.data ?? trainingFolder(folder));
  const { dataset: name, normalisation, inputScale } = settings;
  const images = await openImageDataset({
    dataset: name,
    dir: data,
    split: split === 'test' ? 'test' : 'train',
    normalisation,
    inputScale,
  });
  const dataset = split === 'test' ? images : trainingSplit(images, split, folder, settings);
  const warnings = [
    ...(images.partial ? [`${images.description}: results are not comparable with the complete data set`] : []),
    ...(split === 'train' ? [`the model was trained on these images, ${labelsOf(settings)}`] : []),
  ];
  for (const message of warnings) onWarning(message);
  return { data, split, dataset, warnings };
}

/** Draws a split of the training images as in training, but with all labels. */
function trainingSplit(
  images: ImageDataset,
  split: 'train' | 'validation',
  { path }: ModelFolder,
  settings: ImageSettings,
): Dataset {
  const { labels, validationExamples, labelSeed } = settings;
  const actual = fingerprint(labels === 0 ? withoutLabels(images) : images);
  if (actual !== settings.fingerprint) {
    throw new DatasetError(
      `${images.name}: expected the images used to train ${path} (${settings.description}), ` +
        `got different ones (${images.description})`,
    );
  }
  const { train, validation } = splitSemiSupervised(images, { labels, validationExamples, seed: labelSeed });
  const dataset = split === 'train' ? train : validation;
  if (!dataset)
    throw new DatasetError(`${path} was trained without a validation split: use --split test or --split train`);
  const indices = Array.from({ length: dataset.length }, (_, index) => dataset.source(index));
  return subset(images, indices, dataset.name);
}

function labelsOf({ labels }: ImageSettings): string {
  if (labels === 0) return 'without their labels';
  return labels === null ? 'with all their labels' : `with the labels of ${count(labels)} of them`;
}

/** Folder of the images in training, if it was configured. */
function trainingFolder({ manifest }: ModelFolder): string | null | undefined {
  return (manifest.config['data'] as { readonly path?: string | null } | undefined)?.path;
}

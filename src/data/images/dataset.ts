import { basename } from 'node:path';
import type { Dataset } from '../types.js';
import { changesImages, imageAugmenter, type ImageAugmentation } from './augment.js';
import type { ImageSplit } from './definition.js';
import { findImageFiles } from './find.js';
import type { ImageDatasetName } from './names.js';
import type { Normalisation } from './names.js';
import { normaliser, type ChannelStatistics } from './normalise.js';
import type { LabelledImages } from './readers/images.js';
import { IMAGE_DATASETS } from './registry.js';

/** The data set and split to open, and the normalisation of its images. */
export interface ImageDatasetOptions {
  readonly dataset: ImageDatasetName;
  /** Folder with the data set's files. */
  readonly dir: string;
  readonly split: ImageSplit;
  readonly normalisation: Normalisation;
  /** Factor by which normalised values are multiplied; default 1. */
  readonly inputScale?: number;
  /** Statistics for `standard` normalisation; default: those of the complete training set. */
  readonly statistics?: ChannelStatistics;
  /** Random changes of the images that training reads; default: none. */
  readonly augmentation?: ImageAugmentation;
}

/**
 * Images held in memory as bytes and normalised by `read`. Examples are [H, W, C]; every image is a separate source.
 */
export interface ImageDataset extends Dataset {
  readonly dataset: ImageDatasetName;
  readonly split: ImageSplit;
  readonly normalisation: Normalisation;
  /** Names of the files that were read. */
  readonly files: readonly string[];
  /** Number of images of this split in the published data set. */
  readonly published: number;
  /** Whether images are missing; reported with results. */
  readonly partial: boolean;
  /** One-line description: number of images, files, and whether the split is complete. */
  readonly description: string;
  readonly images: LabelledImages;
}

/**
 * Opens one split of an image data set. The dataset's name includes `-test` for the test split and, if the split is
 * not complete, the numbers of images: `mnist`, `cifar10-30000of50000`, `cifar10-test-1017of10000`.
 * @throws DatasetError if files are missing or invalid
 * @throws ConfigError if the statistics do not match the number of channels, or a setting of the augmentation is out of
 *   range
 */
export async function openImageDataset(options: ImageDatasetOptions): Promise<ImageDataset> {
  const { dataset, dir, split, normalisation, inputScale = 1 } = options;
  const definition = IMAGE_DATASETS[dataset];
  const paths = await findImageFiles(dataset, dir, split);
  const published = definition.published[split].images;
  const images = await definition.read(paths, published);
  const { pixels, labels, shape } = images;
  const size = shape[0] * shape[1] * shape[2];
  const write = normaliser({
    normalisation,
    scale: inputScale,
    size,
    channels: shape[2],
    statistics: options.statistics ?? definition.statistics,
  });
  const { augmentation } = options;
  const augment = augmentation && changesImages(augmentation) ? imageAugmenter(shape, augmentation) : undefined;
  const changed = new Uint8Array(size);
  const length = labels.length;
  const partial = length < published;
  const files = paths.map((path) => basename(path));
  const checkIndex = (index: number): number => {
    if (index >= 0 && index < length) return index;
    throw new RangeError(`${dataset} ${split}: expected an index below ${length}, got ${index}`);
  };
  return {
    name: [dataset, split === 'test' && 'test', length !== published && `${length}of${published}`]
      .filter((part) => part !== false)
      .join('-'),
    classes: definition.classes,
    inputShape: shape,
    length,
    label: (index) => labels[checkIndex(index)]!,
    source: checkIndex,
    read: (index, out, offset) => write(pixels, checkIndex(index) * size, out, offset),
    ...(augment && {
      augment(index, rng, out, offset) {
        augment(pixels, checkIndex(index) * size, rng, changed);
        write(changed, 0, out, offset);
      },
    }),
    dataset,
    split,
    normalisation,
    files,
    published,
    partial,
    description:
      `${dataset} ${split}: ${partial ? `PARTIAL DATA, ${length} of ${published}` : length} images` +
      ` from ${files.join(', ')}`,
    images,
  };
}

import { basename } from 'node:path';
import type { Dataset } from '../types.js';
import type { ImageSplit } from './definition.js';
import { findImageFiles } from './find.js';
import type { ImageDatasetName } from './names.js';
import { normaliser, type ChannelStatistics, type Normalisation } from './normalise.js';
import type { LabelledImages } from './readers/images.js';
import { IMAGE_DATASETS } from './registry.js';

/** What `openImageDataset` opens, and how bytes become inputs. */
export interface ImageDatasetOptions {
  readonly dataset: ImageDatasetName;
  /** Folder with the data set's files. */
  readonly dir: string;
  readonly split: ImageSplit;
  readonly normalisation: Normalisation;
  /** What normalised values are multiplied by; 1 if absent. */
  readonly inputScale?: number;
  /** Statistics for `standard`; those of the whole training set if absent. */
  readonly statistics?: ChannelStatistics;
}

/** Images in memory as bytes; `read` normalises. Examples are [H, W, C]; every image is a source of its own. */
export interface ImageDataset extends Dataset {
  readonly dataset: ImageDatasetName;
  readonly split: ImageSplit;
  readonly normalisation: Normalisation;
  /** Names of the files that were read. */
  readonly files: readonly string[];
  /** How many images the published data set has in this part. */
  readonly published: number;
  /** Whether there are fewer: results must say so. */
  readonly partial: boolean;
  /** What was read, in one line: images, files, and whether that is all. */
  readonly description: string;
  readonly images: LabelledImages;
}

/**
 * Opens one part of an image data set. Its name is that of the data set, `-test` for the test part, and how many of how many images
 * if they are not all there: `mnist`, `cifar10-30000of50000`, `cifar10-test-1017of10000`.
 * @throws DatasetError if files are missing or not what they should be
 * @throws ConfigError if the statistics do not fit
 */
export async function openImageDataset(options: ImageDatasetOptions): Promise<ImageDataset> {
  const { dataset, dir, split, normalisation, inputScale = 1 } = options;
  const definition = IMAGE_DATASETS[dataset];
  const paths = await findImageFiles(dataset, dir, split);
  const images = await definition.read(paths);
  const { pixels, labels, shape } = images;
  const size = shape[0] * shape[1] * shape[2];
  const write = normaliser({
    normalisation,
    scale: inputScale,
    size,
    channels: shape[2],
    statistics: options.statistics ?? definition.statistics,
  });
  const length = labels.length;
  const published = definition.published[split].images;
  const partial = length < published;
  const files = paths.map((path) => basename(path));
  const check = (index: number): number => {
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
    label: (index) => labels[check(index)]!,
    source: check,
    read: (index, out, offset) => write(pixels, check(index) * size, out, offset),
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

import { basename } from 'node:path';
import { readCifar10 } from './readers/cifar10.js';
import { findImageFiles, type ImageSplit } from './readers/find.js';
import { type ImageTask } from './names.js';
import type { LabelledImages } from './readers/images.js';
import { readMnist } from './readers/mnist.js';
import { readSvhn } from './readers/svhn.js';
import { normaliser, TRAINING_STATISTICS, type ChannelStatistics, type Normalisation } from './normalise.js';
import type { Dataset } from '../types.js';

export interface ImageDatasetOptions {
  readonly task: ImageTask;
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
  readonly task: ImageTask;
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

/** Image counts as published. */
const PUBLISHED: Readonly<Record<ImageTask, Readonly<Record<ImageSplit, number>>>> = {
  mnist: { train: 60_000, test: 10_000 },
  svhn: { train: 73_257, test: 26_032 },
  cifar10: { train: 50_000, test: 10_000 },
};

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const CLASSES: Readonly<Record<ImageTask, readonly string[]>> = {
  mnist: DIGITS,
  svhn: DIGITS,
  cifar10: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
};

/**
 * Opens one part of an image data set. Its name is the task, `-test` for the test part, and how many of how many images if they are
 * not all there: `mnist`, `cifar10-30000of50000`, `cifar10-test-1017of10000`.
 * @throws DatasetError if files are missing or not what they should be
 * @throws ConfigError if the statistics do not fit
 */
export async function openImageDataset(options: ImageDatasetOptions): Promise<ImageDataset> {
  const { task, dir, split, normalisation, inputScale = 1 } = options;
  const paths = await findImageFiles(task, dir, split);
  const images = await readImages(task, paths);
  const { pixels, labels, shape } = images;
  const size = shape[0] * shape[1] * shape[2];
  const write = normaliser({
    normalisation,
    scale: inputScale,
    size,
    channels: shape[2],
    statistics: options.statistics ?? TRAINING_STATISTICS[task],
  });
  const length = labels.length;
  const published = PUBLISHED[task][split];
  const partial = length < published;
  const files = paths.map((path) => basename(path));
  const check = (index: number): number => {
    if (index >= 0 && index < length) return index;
    throw new RangeError(`${task} ${split}: expected an index below ${length}, got ${index}`);
  };
  return {
    name: [task, split === 'test' && 'test', length !== published && `${length}of${published}`]
      .filter((part) => part !== false)
      .join('-'),
    classes: CLASSES[task],
    inputShape: shape,
    length,
    label: (index) => labels[check(index)]!,
    source: check,
    read: (index, out, offset) => write(pixels, check(index) * size, out, offset),
    task,
    split,
    normalisation,
    files,
    published,
    partial,
    description:
      `${task} ${split}: ${partial ? `PARTIAL DATA, ${length} of ${published}` : length} images` +
      ` from ${files.join(', ')}`,
    images,
  };
}

async function readImages(task: ImageTask, paths: readonly string[]): Promise<LabelledImages> {
  switch (task) {
    case 'mnist':
      return readMnist(paths[0]!, paths[1]!);
    case 'svhn':
      return readSvhn(paths[0]!);
    case 'cifar10':
      return readCifar10(paths);
  }
}

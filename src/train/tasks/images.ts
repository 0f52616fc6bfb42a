import {
  findImageFiles,
  fingerprint,
  type ImageDataset,
  type ImageDatasetName,
  imageFolder,
  IMAGES,
  openImageDataset,
  splitSemiSupervised,
  withoutLabels,
} from '../../data/index.js';
import type { OpenDataOptions, TaskData } from './task-data.js';

/**
 * The training images of a data set: those that keep their labels, those that do not, and those that are held out. The test images are not
 * read; that they are there is made sure of now, rather than at the end of a long run.
 * @throws DatasetError if files are missing, or there are too few images
 * @throws ConfigError if the labels cannot be divided among the classes
 */
export async function openImages(
  name: ImageDatasetName,
  { config, signal, onLoading }: OpenDataOptions,
): Promise<TaskData> {
  const { path, normalisation, inputScale, labels, clusters, validationExamples } = config.data;
  const labelSeed = config.data.labelSeed ?? config.seed;
  const dir = imageFolder(path);
  await findImageFiles(name, dir, 'test');
  const images = await openImageDataset({ dataset: name, dir, split: 'train', normalisation, inputScale });
  signal.throwIfAborted();
  onLoading({ what: 'image', done: images.length, total: images.length });
  return {
    parts: {
      ...splitSemiSupervised(images, { labels, clusters, validationExamples, seed: labelSeed }),
      units: IMAGES,
      ...partialData(images),
      ...(config.train.test && {
        test: async () => {
          const dataset = await openImageDataset({ dataset: name, dir, split: 'test', normalisation, inputScale });
          return { dataset, ...partialData(dataset) };
        },
      }),
      images: {
        dataset: name,
        normalisation,
        inputScale,
        description: images.description,
        fingerprint: fingerprint(labels === 0 ? withoutLabels(images) : images),
        labels,
        validationExamples,
        labelSeed,
      },
    },
    warnings: images.partial ? [`${images.description}: results are not those of the whole data set`] : [],
  };
}

function partialData({ partial, description }: ImageDataset): { readonly partialData?: string } {
  return partial ? { partialData: description } : {};
}

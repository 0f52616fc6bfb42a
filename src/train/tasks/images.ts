import {
  findImageFiles,
  fingerprint,
  type ImageDataset,
  imageFolder,
  IMAGES,
  type ImageTask,
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
export async function openImages(task: ImageTask, { config, signal, onLoading }: OpenDataOptions): Promise<TaskData> {
  const { path, normalisation, inputScale, labels, clusters, validationExamples } = config.data;
  const labelSeed = config.data.labelSeed ?? config.seed;
  const dir = imageFolder(path);
  await findImageFiles(task, dir, 'test');
  const images = await openImageDataset({ task, dir, split: 'train', normalisation, inputScale });
  signal.throwIfAborted();
  onLoading({ what: 'image', done: images.length, total: images.length });
  return {
    parts: {
      ...splitSemiSupervised(images, { labels, clusters, validationExamples, seed: labelSeed }),
      units: IMAGES,
      ...partialData(images),
      ...(config.train.test && {
        test: async () => {
          const dataset = await openImageDataset({ task, dir, split: 'test', normalisation, inputScale });
          return { dataset, ...partialData(dataset) };
        },
      }),
      images: {
        dataset: task,
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

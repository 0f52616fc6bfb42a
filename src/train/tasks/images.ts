import { z } from 'zod';
import { fingerprint, IMAGES, splitSemiSupervised, withoutLabels } from '../../data/index.js';
import {
  findImageFiles,
  type ImageDataset,
  imageFolder,
  IMAGE_DATASET_NAMES,
  type ImageAugmentation,
  MAX_ELASTIC_SIGMA,
  MAX_SHIFT_PIXELS,
  NO_IMAGE_AUGMENTATION,
  NORMALISATIONS,
  openImageDataset,
} from '../../data/images/index.js';
import { ACTIVATIONS, KINDS, modelNamesFor } from '../../models/index.js';
import {
  checkTraining,
  dataPath,
  experiment,
  positive,
  trainData,
  trainGroups,
  type DeepReadonly,
} from '../config/index.js';
import { checkViews } from '../check-views.js';
import { checkPatience } from '../early-stopping.js';
import type { LoadHooks, TaskData } from './task-data.js';
import type { TaskKind } from './task-kind.js';

/** Input settings of every experiment on images. */
export const imageInputs = {
  /** [0, 1]; zero mean and unit variance by channel; or Euclidean norm 1. */
  normalisation: z.enum(NORMALISATIONS).default('standard'),
  /**
   * Factor by which normalised inputs are multiplied. The weight of R grows with its square, and the required size of
   * the logits grows with it.
   */
  inputScale: positive.default(1),
};

/** Random changes of training images, drawn anew at every step. Zeros and `false` switch them off. */
const augmentation = z
  .strictObject({
    /** Largest shift along each axis. */
    shiftPixels: z.int().min(0).max(MAX_SHIFT_PIXELS).default(NO_IMAGE_AUGMENTATION.shiftPixels),
    /** Strength of elastic distortions (Simard, Steinkraus and Platt, 2003). */
    elasticAlpha: z.number().min(0).default(NO_IMAGE_AUGMENTATION.elasticAlpha),
    /** Smoothness of elastic distortions: standard deviation of a Gaussian, in pixels. */
    elasticSigma: positive.max(MAX_ELASTIC_SIGMA).default(NO_IMAGE_AUGMENTATION.elasticSigma),
    /** Whether every second image, at random, is mirrored left to right. */
    flip: z.boolean().default(NO_IMAGE_AUGMENTATION.flip),
  })
  .prefault({});

const schema = z.strictObject({
  ...{ task: experiment.task, kind: z.literal('images'), seed: experiment.seed },
  model: z.strictObject({
    /** Name of the network. Its options follow; their defaults are defined by the network. */
    name: z.enum(modelNamesFor('images')),
    /** Type of pooling, and whether there are biases (Table 2). */
    kind: z.enum(KINDS).optional(),
    activation: z.enum(ACTIVATIONS).optional(),
  }),
  data: z.strictObject({
    dataset: z.enum(IMAGE_DATASET_NAMES),
    path: dataPath,
    /**
     * Number of examples that keep their labels, the same for every class (N_L in section 3.1); 0: none; null: all.
     */
    labels: z.int().min(0).nullable().default(null),
    /** Number of training images held out with their labels, to monitor the run and to choose a model. */
    validationExamples: z.int().min(0).default(0),
    ...imageInputs,
    augmentation,
    ...trainData,
  }),
  ...trainGroups,
});

/** An experiment on images, complete and in range. */
export type ImageConfig = DeepReadonly<z.output<typeof schema>>;

/** Experiments on the image data sets that Lyrebird can read. */
export const imageTasks: TaskKind<ImageConfig> = {
  name: 'images',
  examples: 'images',
  datasets: IMAGE_DATASET_NAMES,
  filePrefix: '',
  schema,
  check(config) {
    checkTraining(config, { path: 'data.labels', count: config.data.labels });
    checkViews(config);
    checkPatience(config, config.data.validationExamples > 0);
  },
  async checkData({ data: { dataset, path } }) {
    for (const split of ['train', 'test'] as const) await findImageFiles(dataset, imageFolder(path), split);
  },
  async openData({ data, seed, train }, hooks) {
    const { runData, warnings } = await openImages(
      { ...data, labelSeed: data.labelSeed ?? seed, test: train.test },
      hooks,
    );
    const { elasticAlpha, elasticSigma } = data.augmentation;
    const isUnused = elasticAlpha === 0 && elasticSigma !== NO_IMAGE_AUGMENTATION.elasticSigma;
    const unused = 'data.augmentation.elasticSigma has no effect: elasticAlpha is 0';
    return { runData: { ...runData, kind: imageTasks }, warnings: isUnused ? [unused, ...warnings] : warnings };
  },
};

/** Images to open and how to split them; corresponds to `data` of a configuration. */
export interface ImageSource extends Omit<ImageConfig['data'], keyof typeof trainData | 'augmentation'> {
  /** Random changes of the training images; default: none. */
  readonly augmentation?: ImageAugmentation;
  readonly clusters: number | null;
  readonly labelSeed: number;
  /** Whether the run is evaluated on the test images at the end. */
  readonly test: boolean;
}

/**
 * Opens the training images of a data set and splits them into labelled, unlabelled and validation images. The test
 * images are not read, but their files are located now, so that a missing file is not discovered only at the end of a
 * long run.
 * @throws DatasetError if files are missing, or there are too few images
 * @throws ConfigError if the labels cannot be divided evenly among the classes
 */
export async function openImages(source: ImageSource, { signal, onLoading }: LoadHooks = {}): Promise<TaskData> {
  const { dataset: name, path, normalisation, inputScale, labels, clusters, validationExamples, labelSeed } = source;
  const dir = imageFolder(path);
  await findImageFiles(name, dir, 'test');
  const images = await openImageDataset({
    ...{ dataset: name, dir, split: 'train', normalisation, inputScale },
    ...(source.augmentation && { augmentation: source.augmentation }),
  });
  signal?.throwIfAborted();
  onLoading?.({ what: 'image', done: images.length, total: images.length });
  return {
    runData: {
      ...splitSemiSupervised(images, { labels, clusters, validationExamples, seed: labelSeed }),
      units: IMAGES,
      preprocessing: { normalisation, inputScale },
      ...partialData(images),
      ...(source.test && {
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
    warnings: images.partial ? [`${images.description}: results are not comparable with the complete data set`] : [],
  };
}

function partialData({ partial, description }: ImageDataset): { readonly partialData?: string } {
  return partial ? { partialData: description } : {};
}

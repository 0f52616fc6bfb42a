import { z } from 'zod';
import { IMAGE_DATASET_NAMES, IMAGE_DATASETS } from '../../data/images/index.js';
import type { Range } from '../../figures/index.js';
import { imageGenerator, KINDS } from '../../models/index.js';
import { dataPath, experiment, imageInputs, openImages, type DeepReadonly } from '../../train/index.js';
import { checkDiscriminator, discriminatorGroup, ganBatchSize, ganGroups, generatorGroup } from './config.js';
import { ganData, GAN_SPLIT_SEED } from './data.js';
import { GAN_FILE_PREFIX, type GanKind } from './kind.js';

const schema = z.strictObject({
  ...{ task: experiment.task, kind: z.literal('gan-images'), seed: experiment.seed },
  data: z.strictObject({
    dataset: z.enum(IMAGE_DATASET_NAMES),
    path: dataPath,
    ...imageInputs,
    batchSize: ganBatchSize,
  }),
  discriminator: z
    .strictObject({
      ...discriminatorGroup('images'),
      /** Image networks: pooling, and whether there are biases. */
      kind: z.enum(KINDS).optional(),
    })
    .prefault({}),
  generator: z.strictObject(generatorGroup).prefault({}),
  ...ganGroups,
});

/** Configuration of an adversarial experiment on images: complete and in range. */
export type ImageGanConfig = DeepReadonly<z.output<typeof schema>>;

/** Adversarial experiments on images. */
export const imageGans: GanKind<ImageGanConfig> = {
  name: 'gan-images',
  examples: 'images',
  datasets: IMAGE_DATASET_NAMES,
  filePrefix: GAN_FILE_PREFIX,
  schema,
  check: checkDiscriminator,
  createGenerator({ data: { dataset, normalisation, inputScale }, generator: { latentSize, channels } }, outputShape) {
    const { statistics } = IMAGE_DATASETS[dataset];
    return imageGenerator({ outputShape, latentSize, channels, normalisation, statistics, inputScale });
  },
  async openData({ data }, options) {
    const { dataset, path, normalisation, inputScale } = data;
    const source = { dataset, path, normalisation, inputScale, labels: null, validationExamples: 0, clusters: null };
    const range = pixelRange(data);
    return ganData(await openImages({ ...source, labelSeed: GAN_SPLIT_SEED, test: true }, options), {
      kind: 'images',
      ...(range && { pixelRange: range }),
    });
  },
};

/** Pixel values of black and of white; undefined if they differ from image to image. */
function pixelRange({ dataset, normalisation, inputScale }: ImageGanConfig['data']): Range | undefined {
  if (normalisation === 'unit-range') return [0, inputScale];
  if (normalisation === 'unit-norm') return undefined;
  const { mean, std } = IMAGE_DATASETS[dataset].statistics;
  return [(-mean[0]! / std[0]!) * inputScale, ((1 - mean[0]!) / std[0]!) * inputScale];
}

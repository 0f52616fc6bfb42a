import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ConfigError } from '../../src/errors.js';
import { encodeWav } from '../decode/wav/index.js';
import {
  checkDiscriminator,
  discriminatorGroup,
  GAN_FILE_PREFIX,
  GAN_SPLIT_SEED,
  ganBatchSize,
  ganData,
  ganGroups,
  generatorGroup,
  type GanKind,
} from '../../src/gan/kinds/index.js';
import { segmentGenerator } from '../../src/models/index.js';
import { dataPath, experiment, type DeepReadonly } from '../../src/train/index.js';
import { audioGroup, openRecordings } from '../training/index.js';

const schema = z.strictObject({
  ...{ task: experiment.task, kind: z.literal('gan-recordings'), seed: experiment.seed },
  data: z
    .strictObject({
      dataset: z.literal('recordings').default('recordings'),
      path: dataPath,
      /** Fraction of each class that is held out, by groups of recordings, to compare generated segments with. */
      validationFraction: z.number().gt(0).lt(1).default(0.25),
      batchSize: ganBatchSize,
    })
    .prefault({}),
  audio: audioGroup,
  discriminator: z
    .strictObject({
      ...discriminatorGroup('recordings'),
      /** Window length of the transform in samples, for spectral-mlp. */
      windowLength: z.int().min(4).optional(),
    })
    .prefault({}),
  generator: z
    .strictObject({
      ...generatorGroup,
      /** Number of filters in the synthesis filterbank. */
      filters: z.int().min(1).max(10_000).default(96),
      /** Filter length in samples, a multiple of the stride. */
      filterLength: z.int().min(1).default(512),
      /** Samples from one frame to the next. */
      stride: z.int().min(1).default(128),
    })
    .prefault({}),
  ...ganGroups,
});

/** Configuration of a GAN on recordings, validated, with defaults filled in. */
export type RecordingGanConfig = DeepReadonly<z.output<typeof schema>>;

/** @throws ConfigError if segments are to be changed: the examples of a GAN are real ones */
function checkNoAugmentation({ audio: { augmentation } }: Pick<RecordingGanConfig, 'audio'>): void {
  const defaults = audioGroup.parse({}).augmentation;
  if (isDeepStrictEqual(augmentation, defaults)) return;
  throw new ConfigError('audio.augmentation has no effect on a GAN, which learns from segments as they are: remove it');
}

/** GANs on folders of recordings. */
export const recordingGans: GanKind<RecordingGanConfig> = {
  name: 'gan-recordings',
  examples: 'recordings',
  datasets: ['recordings'],
  filePrefix: GAN_FILE_PREFIX,
  schema,
  check(config) {
    checkDiscriminator(config);
    checkNoAugmentation(config);
  },
  createGenerator: ({ generator }, outputShape) => segmentGenerator({ outputShape, ...generator }),
  async openData({ data: { path, validationFraction }, audio }, options) {
    const source = {
      path,
      validationFraction,
      labelledRecordings: null,
      clusters: null,
      labelSeed: GAN_SPLIT_SEED,
      audio,
    };
    const { sampleRateHz, segmentSeconds } = audio;
    return ganData(await openRecordings(source, options), {
      ...{ kind: 'segments', sampleRateHz, segmentSeconds },
      encodeSound: encodeWav,
    });
  },
};

import { z } from 'zod';
import { encodeWav } from '../decode/index.js';
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
      /** Share of each class that is held out, by groups of recordings, to compare generated segments with. */
      validationFraction: z.number().gt(0).lt(1).default(0.25),
      batchSize: ganBatchSize,
    })
    .prefault({}),
  audio: audioGroup,
  discriminator: z
    .strictObject({
      ...discriminatorGroup('recordings'),
      /** spectral-mlp: samples under a window of its transform. */
      windowLength: z.int().min(4).optional(),
    })
    .prefault({}),
  generator: z
    .strictObject({
      ...generatorGroup,
      /** Filters of the synthesis filterbank, */
      filters: z.int().min(1).max(10_000).default(96),
      /** their length in samples, a multiple of the stride, */
      filterLength: z.int().min(1).default(512),
      /** and samples from one frame to the next. */
      stride: z.int().min(1).default(128),
    })
    .prefault({}),
  ...ganGroups,
});

/** An adversarial experiment on recordings, complete and in range. */
export type RecordingGanConfig = DeepReadonly<z.output<typeof schema>>;

/** Adversarial experiments on folders of recordings. */
export const recordingGans: GanKind<RecordingGanConfig> = {
  name: 'gan-recordings',
  examples: 'recordings',
  datasets: ['recordings'],
  filePrefix: GAN_FILE_PREFIX,
  schema,
  check: checkDiscriminator,
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

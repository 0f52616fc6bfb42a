import { z } from 'zod';
import { modelNamesFor } from '../../src/models/index.js';
import { dataPath, experiment, positive, trainData, trainGroups, type DeepReadonly } from '../../src/train/index.js';

/** How recordings become examples: the `audio` group of a configuration. */
export const audioGroup = z
  .strictObject({
    sampleRateHz: z.int().min(1000).max(384_000).default(44_100),
    segmentSeconds: positive.max(60).default(0.5),
    /** Share of a segment that the next one repeats. */
    overlap: z.number().min(0).lt(1).default(0.9),
    /** Zero mean and unit variance in every segment, or over the whole training set; or samples as recorded. */
    normalisation: z.enum(['segment', 'dataset', 'none']).default('segment'),
    /** How segments are changed in training, anew at every step. Zeros: not at all. */
    augmentation: z
      .strictObject({
        /** Faster or slower by up to this share. */
        speed: z.number().min(0).max(0.5).default(0),
        /** Standard deviation of the six taps of a random filter beside its first, 1. */
        equaliser: z.number().min(0).max(1).default(0),
      })
      .prefault({}),
  })
  .prefault({});

/** The `audio` group, complete and in range. */
export type AudioConfig = DeepReadonly<z.output<typeof audioGroup>>;

/** Keys of experiments on recordings. */
export const recordingSchema = z.strictObject({
  ...{ task: experiment.task, kind: z.literal('recordings'), seed: experiment.seed },
  model: z
    .strictObject({
      /** Name of the network. */
      name: z.enum(modelNamesFor('recordings')).default('bird10'),
    })
    .prefault({}),
  data: z
    .strictObject({
      dataset: z.literal('recordings').default('recordings'),
      path: dataPath,
      /** Share of each class that is held out, by groups of recordings. */
      validationFraction: z.number().min(0).lt(1).default(0.25),
      /** How many of every species keep their labels; below 1: which share of them; 0: none; null: all of them. */
      labelledRecordings: z
        .number()
        .min(0)
        .refine((count) => count < 1 || Number.isInteger(count), { message: 'a whole number, or a share below 1' })
        .nullable()
        .default(null),
      ...trainData,
    })
    .prefault({}),
  audio: audioGroup,
  ...trainGroups,
});

/** An experiment on recordings, complete and in range. */
export type RecordingConfig = DeepReadonly<z.output<typeof recordingSchema>>;

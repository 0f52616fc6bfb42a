import { z } from 'zod';
import { detectionGroup } from '../detections/index.js';
import { modelNamesFor } from '../../src/models/index.js';
import { dataPath, experiment, positive, trainData, trainGroups, type DeepReadonly } from '../../src/train/index.js';

const fraction = z.number().min(0).max(1);
/** More folds would take hours, and say no more. */
export const MAX_FOLDS = 50;
const decibels = z.number().min(-100).max(100);

/** Sounds mixed into training segments. Needs `loss.outputActivation: sigmoid`. */
const mixing = z
  .strictObject({
    /** Fraction of the segments to which one of another recording is added; the mixture has the species of both. */
    songs: fraction.default(0),
    /** The added segment is louder or softer by up to this many decibels. */
    songLevelDb: decibels.min(0).default(6),
    /** Fraction of the segments to which a sound that is no bird is added. */
    noises: fraction.default(0),
    /** Level of that sound relative to the segment's, in decibels: uniform between the two. */
    noiseLevelDb: z
      .tuple([decibels, decibels])
      .refine(([from, to]) => from <= to, { message: 'the lower level first' })
      .default([-20, 0]),
    /** Fraction of the segments that a sound that is no bird replaces: no species is present in them. */
    onlyNoises: fraction.default(0),
    /** Whether the clips that ship with Lyrebird are among these sounds. */
    clips: z.boolean().default(true),
    /**
     * In a segment this many decibels below the song of its recording, the species counts as unknown; null: it is
     * present in every segment.
     */
    pauseDb: positive.max(100).nullable().default(null),
  })
  .prefault({});

/** Segmentation, normalisation and augmentation of recordings: the `audio` group of a configuration. */
export const audioGroup = z
  .strictObject({
    sampleRateHz: z.int().min(1000).max(384_000).default(44_100),
    segmentSeconds: positive.max(60).default(0.5),
    /** Fraction of a segment that overlaps with the next one. */
    overlap: z.number().min(0).lt(1).default(0.9),
    /** Zero mean and unit variance per segment, or over the whole training set; or `none`: samples as recorded. */
    normalisation: z.enum(['segment', 'dataset', 'none']).default('segment'),
    /** Random changes of training segments, drawn anew at every step. Zeros switch them off. */
    augmentation: z
      .strictObject({
        /** Largest relative change of playback speed, in either direction. */
        speed: z.number().min(0).max(0.5).default(0),
        /** Standard deviation of the six random taps of an FIR filter whose first tap is 1. */
        equaliser: z.number().min(0).max(1).default(0),
        mixing,
      })
      .prefault({}),
  })
  .prefault({});

/** The `audio` group, validated, with defaults filled in. */
export type AudioConfig = DeepReadonly<z.output<typeof audioGroup>>;

/** Configuration of a training run on recordings. */
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
      /** Fraction of each class that is held out, by groups of recordings. */
      validationFraction: z.number().min(0).lt(1).default(0.25),
      /**
       * Before the run, this many models are trained on parts of the training recordings, so that each recording is
       * predicted by one that it did not train; 0: none. A column `fold` in metadata.csv gives the folds instead.
       */
      folds: z
        .int()
        .min(0)
        .max(MAX_FOLDS)
        .refine((folds) => folds !== 1, { message: 'at least two folds, or 0' })
        .default(0),
      /** Column of metadata.csv whose values are not divided by splits and folds, such as recordist or site. */
      groupBy: z.string().min(1).default('group'),
      /** Recordings per species that keep their labels: a number, or a fraction below 1. 0: none; null: all. */
      labelledRecordings: z
        .number()
        .min(0)
        .refine((count) => count < 1 || Number.isInteger(count), { message: 'a whole number, or a fraction below 1' })
        .nullable()
        .default(null),
      ...trainData,
    })
    .prefault({}),
  audio: audioGroup,
  detection: detectionGroup,
  ...trainGroups,
});

/** Configuration of a training run on recordings, validated, with defaults filled in. */
export type RecordingConfig = DeepReadonly<z.output<typeof recordingSchema>>;

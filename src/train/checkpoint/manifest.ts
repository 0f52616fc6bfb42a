import { z } from 'zod';
import { IMAGE_DATASET_NAMES, NORMALISATIONS } from '../../data/images/names.js';
import { OUTPUT_ACTIVATIONS } from '../../losses/names.js';
import type { DeepReadonly } from '../config/schema.js';
import { MAX_CLASSES } from '../max-classes.js';
import type { CheckpointFormat } from './checkpoint-folder.js';
import { metrics, lossWeights, termNumbers, validationMetrics } from './metrics-schema.js';
import { tensorFile } from './tensor-files.js';

/** Manifest of a model folder. */
export const MANIFEST_FILE = 'model.json';

const FORMAT = 'lyrebird-model';
const FORMAT_VERSION = 1;

/** Bounds what is computed from a manifest before it is compared with the weights: 25 minutes of audio at 44.1 kHz. */
const MAX_EXAMPLE_SIZE = 2 ** 26;

const count = z.int().min(0);

const epoch = z.object({
  type: z.literal('epoch'),
  epoch: count,
  step: count,
  train: metrics,
  validation: z.optional(validationMetrics),
  best: z.boolean(),
  /** Loss weights at the epoch's last step. */
  weights: z.optional(lossWeights),
});

/** Sums over the steps so far of an unfinished epoch, with the numbers of examples. */
const sums = z.object({
  rows: count,
  labelled: count,
  unlabelled: count,
  correct: count,
  loss: z.number(),
  ...termNumbers,
  layers: z.optional(z.record(z.string(), z.number())),
});

/**
 * Progress of a run. Together with parameters and moments, it is sufficient to resume the run as if it had never
 * stopped.
 */
const progressSchema = z.object({
  step: count,
  stepsPerEpoch: count,
  sums,
  history: z.array(epoch),
  best: z.nullable(z.object({ epoch: count, step: count, train: metrics, validation: z.optional(validationMetrics) })),
  /** Fingerprints of the data, to detect changes. */
  data: z.object({ train: z.string(), unlabelled: z.nullable(z.string()), validation: z.nullable(z.string()) }),
  /** Loss weights learned so far. */
  learned: z.optional(lossWeights),
  /** Settings of detection, from the latest validation. */
  detection: z.optional(z.record(z.string(), z.unknown())),
});

const images = z.object({
  dataset: z.enum(IMAGE_DATASET_NAMES),
  normalisation: z.enum(NORMALISATIONS),
  /** Factor by which normalised values are multiplied. */
  inputScale: z.number().default(1),
  /** Origin of the training split: number of images, files, and whether the data set is complete. */
  description: z.string(),
  /** Fingerprint of those images, without labels if none were used; identifies them later. */
  fingerprint: z.string(),
  /** Number of examples that keep their labels; 0: none; null: all. */
  labels: z.nullable(count),
  validationExamples: count,
  /** Seed of the draws of labelled and validation examples. */
  labelSeed: count,
});

const strings = z.array(z.string());
const ofSplits = z.object({ train: strings, validation: strings, test: strings });

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  task: z.string(),
  /** Everything needed to rebuild the network. */
  model: z.looseObject({ name: z.string() }),
  inputShape: z
    .array(z.int().min(1))
    .max(8)
    .refine((shape) => shape.reduce((product, size) => product * size, 1) <= MAX_EXAMPLE_SIZE, {
      error: `expected at most ${MAX_EXAMPLE_SIZE} values in an example`,
    }),
  classes: z.array(z.string()).min(1).max(MAX_CLASSES),
  /** Trained without labels: classes are clusters and have no meaning. */
  unsupervised: z.optional(z.boolean()),
  /** What the logits mean; absent: softmax. */
  outputActivation: z.optional(z.enum(OUTPUT_ACTIVATIONS)),
  /** Classes that are never reported as a species. */
  backgroundClasses: z.array(z.string()),
  /** Recordings only: common names of classes, as far as they were given. */
  commonNames: z.optional(z.record(z.string(), z.string())),
  /** Recordings only: how they become examples. Checked where it is used. */
  audio: z.optional(z.record(z.string(), z.unknown())),
  /** Recordings only: how scores become detections. Checked where it is used. */
  detection: z.optional(z.record(z.string(), z.unknown())),
  /** Recordings only: what is typical of the species, to tell what is not. */
  novelty: z.optional(
    z.object({
      /** Representations before the last layer, of length 1; `prototypes`, [P, D]. */
      prototypes: tensorFile,
      /** By species, the distances of held-out recordings from the prototypes, ascending. */
      distances: z.record(z.string(), z.array(z.number())),
    }),
  ),
  /** Images only: how bytes become inputs, and which images were drawn. */
  images: z.optional(images),
  /** Recordings only: files used for training, for choosing the model, and for neither, as paths in the corpus. */
  recordings: z.optional(
    ofSplits.extend({
      /** Identify the content of the files, in their order; absent in models of earlier versions. */
      contentHashes: z.optional(ofSplits),
    }),
  ),
  step: count,
  epoch: count,
  metrics: z.object({ train: z.optional(metrics), validation: z.optional(validationMetrics) }),
  seed: z.int(),
  /**
   * The complete configuration. Resuming compares it, and evaluation takes the data folder from it; building the
   * network does not need it.
   */
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  weights: tensorFile,
  /** In `last/` only. */
  resume: z.optional(z.object({ optimiser: tensorFile, progress: progressSchema })),
});

/** Contents of `model.json`. */
export type Manifest = DeepReadonly<z.infer<typeof manifestSchema>>;
export type Progress = DeepReadonly<z.infer<typeof progressSchema>>;
export type EpochSums = Progress['sums'];

/** The images that a model was trained on, and how they became examples. */
export type ImageSettings = NonNullable<Manifest['images']>;

/** A manifest without the entries added on writing. */
export type ManifestContent = Omit<Manifest, 'format' | 'formatVersion' | 'weights' | 'resume' | 'novelty'>;

/** A model folder: `model.json` and the tensor files that it lists. */
export const MODEL_FORMAT: CheckpointFormat<Manifest> = {
  file: MANIFEST_FILE,
  format: FORMAT,
  version: FORMAT_VERSION,
  title: 'a Lyrebird model',
  schema: manifestSchema,
  tensorFiles: ({ weights, resume, novelty }) => ({
    ...{ weights, optimiser: resume?.optimiser },
    prototypes: novelty?.prototypes,
  }),
};

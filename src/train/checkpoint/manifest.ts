import { z } from 'zod';
import { IMAGE_DATASET_NAMES, NORMALISATIONS } from '../../data/index.js';
import type { CheckpointFormat } from './checkpoint-folder.js';
import { metrics, lossWeights, termNumbers, validationMetrics } from './metrics-schema.js';
import { tensorFile } from './tensor-files.js';

/** Name of the file that makes a folder a model. */
export const MANIFEST_FILE = 'model.json';

const FORMAT = 'lyrebird-model';
const FORMAT_VERSION = 1;

const count = z.int().min(0);

const epoch = z.object({
  type: z.literal('epoch'),
  epoch: count,
  step: count,
  train: metrics,
  validation: z.optional(validationMetrics),
  best: z.boolean(),
  /** Of the loss, at the epoch's last step. */
  weights: z.optional(lossWeights),
});

/** Sums over the steps of an epoch that has not ended, each with the number of examples it stands for. */
const sums = z.object({
  rows: count,
  labelled: count,
  unlabelled: count,
  correct: count,
  loss: z.number(),
  ...termNumbers,
  layers: z.optional(z.record(z.string(), z.number())),
});

/** Where a run stands: with the parameters and moments, all that is needed to go on as if it had never stopped. */
const progressSchema = z.object({
  step: count,
  stepsPerEpoch: count,
  sums,
  history: z.array(epoch),
  best: z.nullable(z.object({ epoch: count, step: count, train: metrics, validation: z.optional(validationMetrics) })),
  /** Fingerprints of the data, to notice that it has changed. */
  data: z.object({ train: z.string(), unlabelled: z.nullable(z.string()), validation: z.nullable(z.string()) }),
  /** Weights of the loss that were learned so far. */
  learned: z.optional(lossWeights),
});

const images = z.object({
  dataset: z.enum(IMAGE_DATASET_NAMES),
  normalisation: z.enum(NORMALISATIONS),
  /** What normalised values are multiplied by. */
  inputScale: z.number().default(1),
  /** What the training part was drawn from: images, files, and whether they are all there. */
  description: z.string(),
  /** Of the same, without labels if none were used: to know it again. */
  fingerprint: z.string(),
  /** How many kept their labels; 0: none; null: all. */
  labels: z.nullable(count),
  validationExamples: count,
  /** Of these two draws. */
  labelSeed: count,
});

const names = z.array(z.string());

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  task: z.string(),
  /** Everything that builds the network again. */
  model: z.looseObject({ name: z.string() }),
  inputShape: z.array(z.int().min(1)),
  classes: z.array(z.string()).min(1),
  /** Trained without a label: its classes are clusters, and stand for nothing. */
  unsupervised: z.optional(z.boolean()),
  /** Those of the classes that are never reported as a species. */
  backgroundClasses: z.array(z.string()),
  /** How recordings become examples; absent if they are no recordings. Checked where it is used. */
  audio: z.optional(z.record(z.string(), z.unknown())),
  /** How bytes become inputs, and what was drawn from which images; absent if they are none. */
  images: z.optional(images),
  /** Files that it was trained on, chosen by, and never shown, by their paths in the corpus; absent if they are no recordings. */
  recordings: z.optional(z.object({ train: names, validation: names, test: names })),
  step: count,
  epoch: count,
  metrics: z.object({ train: z.optional(metrics), validation: z.optional(validationMetrics) }),
  seed: z.int(),
  /** The whole configuration, for people; loading a model reads nothing of it. */
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  weights: tensorFile,
  /** In `last/` only. */
  resume: z.optional(z.object({ optimiser: tensorFile, progress: progressSchema })),
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What `model.json` says. */
export type Manifest = DeepReadonly<z.infer<typeof manifestSchema>>;
export type Progress = DeepReadonly<z.infer<typeof progressSchema>>;
export type EpochSums = Progress['sums'];

/** Which images a model was trained on, and how they became examples. */
export type ImageSettings = NonNullable<Manifest['images']>;

/** A manifest without what the folder's writer adds. */
export type ManifestContent = Omit<Manifest, 'format' | 'formatVersion' | 'weights' | 'resume'>;

/** A model's folder: `model.json`, and the tensors that it names. */
export const MODEL_FORMAT: CheckpointFormat<Manifest> = {
  file: MANIFEST_FILE,
  format: FORMAT,
  version: FORMAT_VERSION,
  title: 'a Lyrebird model',
  schema: manifestSchema,
  tensorFiles: ({ weights, resume }) => ({ weights, optimiser: resume?.optimiser }),
};

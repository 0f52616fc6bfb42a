import { z } from 'zod';
import { IMAGE_DATASET_NAMES, NORMALISATIONS } from '../data/index.js';
import { ACTIVATIONS, KINDS, MODEL_NAMES } from '../models/index.js';
import { configSchema } from '../train/index.js';

/*
 * One adversarial experiment, as its YAML file has it: groups that are the same as those of other experiments are taken from there. Every
 * key is checked; what a file leaves out takes the value given here.
 */

const decay = z.number().min(0).lt(1);
const positive = z.number().gt(0);
const { audio, engine, loss } = configSchema.shape;
const { residual } = loss.def.innerType.shape;
const { schedule } = configSchema.shape.optimiser.def.innerType.shape;

const data = z.strictObject({
  /** What is imitated: a folder of recordings, or one of the image data sets. Labels are not used. */
  dataset: z.enum(['recordings', ...IMAGE_DATASET_NAMES]),
  /** Folder of the corpus, or of the data set's files; usually given as --data. */
  path: z.string().min(1).nullable().default(null),
  /** Recordings: share of each class that is held out, by groups of recordings, to compare generated segments with. */
  validationShare: z.number().gt(0).lt(1).default(0.25),
  /** Images: [0, 1]; zero mean and unit variance by channel; or Euclidean norm 1. */
  normalisation: z.enum(NORMALISATIONS).default('standard'),
  /** Images: what normalised inputs are multiplied by. */
  inputScale: positive.default(1),
  /** Real examples a step, and as many generated ones. */
  batchSize: z.int().min(2).max(100_000).default(64),
});

const discriminator = z.strictObject({
  /** The network whose R is the energy: any of the classifiers, or a dense one, of segments on the magnitudes of their spectra. */
  name: z.enum([...MODEL_NAMES, 'mlp', 'spectral-mlp']).default('mlp'),
  /** Its outputs: templates that reconstructions are made of. They stand for no classes. */
  outputs: z.int().min(1).max(100_000).default(64),
  /** Image networks: what pools, and whether there are biases. */
  kind: z.enum(KINDS).optional(),
  /** Image networks, and dense ones. */
  activation: z.enum(ACTIVATIONS).optional(),
  /** Dense ones: units of the hidden layers. */
  hidden: z.array(z.int().min(1)).min(1).readonly().optional(),
  /** spectral-mlp: samples under a window of its transform. */
  windowLength: z.int().min(4).optional(),
});

const generator = z.strictObject({
  /** Numbers that an example is made of. */
  latentSize: z.int().min(1).max(10_000).default(32),
  /** Images: of the finest hidden layer, the coarsest has four times as many. Segments: of every hidden layer. */
  channels: z.int().min(1).max(10_000).default(16),
  /** Segments: filters of the synthesis filterbank, */
  filters: z.int().min(1).max(10_000).default(96),
  /** their length in samples, a multiple of the stride, */
  filterLength: z.int().min(1).default(512),
  /** and samples from one frame to the next. */
  stride: z.int().min(1).default(128),
});

const energy = z.strictObject({
  /** m of the hinge, in R's unit: 1 is R of a network that gives nothing back, for inputs of unit variance and R's mean, or a cosine. */
  margin: positive,
  /** Weight of the pulling-away term; 0: none. */
  pullingAway: z.number().min(0).default(0),
  residual,
});

const optimiser = z.strictObject({
  /** Adam, both players. */
  discriminatorLearningRate: positive.default(0.001),
  generatorLearningRate: positive.default(0.001),
  /** Half, as is usual where the loss moves: old gradients are another opponent's. */
  beta1: decay.default(0.5),
  beta2: decay.default(0.999),
  epsilon: positive.default(1e-8),
  /** Of both learning rates. */
  schedule,
});

const train = z.strictObject({
  steps: z.int().min(1),
  /** Steps that a row of the curves is the mean of. */
  reportEverySteps: z.int().min(1).default(50),
  /** Steps between two draws of samples from the same noise; 0: at the end alone. */
  samplesEverySteps: z.int().min(0).default(1000),
  /** Time without a save after which there is one; 0: after every step. */
  checkpointEverySeconds: z.number().min(0).default(30),
});

const measure = z.strictObject({
  /** Generated examples that a finished run is judged by, and as many real ones. */
  examples: z.int().min(10).max(100_000).default(1000),
  /** Images: training steps of the classifier that judges them. */
  classifierSteps: z.int().min(1).default(1500),
});

/** A whole adversarial experiment; see the comments above for the keys. */
export const ebganConfigSchema = z.strictObject({
  /** Name of the experiment. */
  task: z.string().min(1),
  seed: z.int().min(0).max(0xffffffff).default(1),
  data,
  audio,
  discriminator: discriminator.prefault({}),
  generator: generator.prefault({}),
  loss: energy,
  optimiser: optimiser.prefault({}),
  train,
  measure: measure.prefault({}),
  engine,
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** A whole adversarial experiment, complete and in range. */
export type EbganConfig = DeepReadonly<z.output<typeof ebganConfigSchema>>;

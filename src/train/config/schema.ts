import { z } from 'zod';
import { IMAGE_DATASET_NAMES, NORMALISATIONS } from '../../data/index.js';
import { INTERPOLATIONS } from '../../losses/index.js';
import { ACTIVATIONS, KINDS, MODEL_NAMES } from '../../models/index.js';
import { GOALS } from '../learned-weights/goals.js';

/*
 * One experiment, as its YAML file has it. Every key is checked, and none is optional in the result: what a file leaves out takes the
 * value given here. Names carry units; a range is a claim that values outside of it make no sense. What only recordings have, or only
 * images, is told apart in `kinds.ts`.
 */

const share = z.number().min(0).max(1);
const decay = z.number().min(0).lt(1);
const positive = z.number().gt(0);

/** A weight for the whole run, or one that changes (Eq. 13): points of the share of the run that is done and of the weight there. */
const scheduled = (value: z.ZodNumber) =>
  z.union([
    value,
    z.strictObject({
      kind: z.enum(INTERPOLATIONS).default('linear'),
      points: z
        .array(z.tuple([share, value]).readonly())
        .min(1)
        .refine((points) => points.every(([at], index) => index === 0 || at > points[index - 1]![0]), {
          message: 'points, each further in the run than the one before',
        })
        .readonly(),
    }),
  ]);
const weight = scheduled(share);
const openWeight = scheduled(z.number().min(0));

const model = z.strictObject({
  /** Name of the network; its own options stand beside it, and the network knows their defaults. */
  name: z.enum(MODEL_NAMES).default('bird10'),
  /** Image networks: what pools, and whether there are biases (Table 2). */
  kind: z.enum(KINDS).optional(),
  /** Image networks. */
  activation: z.enum(ACTIVATIONS).optional(),
});

const data = z.strictObject({
  /** What is learned: a folder of recordings, or one of the image data sets. */
  dataset: z.enum(['recordings', ...IMAGE_DATASET_NAMES]).default('recordings'),
  /** Folder of the corpus, or of the data set's files; usually given as --data. */
  path: z.string().min(1).nullable().default(null),
  /** Recordings: share of each class that is held out, by groups of recordings. */
  validationShare: z.number().min(0).lt(1).default(0.25),
  /** Images: how many keep their labels, equally many of every class (N_L in section 3.1); 0: none; null: all of them. */
  labels: z.int().min(0).nullable().default(null),
  /** Recordings: how many of every species keep their labels; below 1: which share of them; 0: none; null: all of them. */
  labelledRecordings: z
    .number()
    .min(0)
    .refine((count) => count < 1 || Number.isInteger(count), { message: 'a whole number, or a share below 1' })
    .nullable()
    .default(null),
  /** Without labels: how many clusters the network tells apart; null: as many as the data has classes. */
  clusters: z.int().min(2).nullable().default(null),
  /** Seed of what is drawn, those that keep their labels and those that are held out; null: the experiment's. */
  labelSeed: z.int().min(0).max(0xffffffff).nullable().default(null),
  /** Images: how many of the training images are held out with their labels, to watch the run and to choose a model by. */
  validationExamples: z.int().min(0).default(0),
  /** Images: [0, 1]; zero mean and unit variance by channel; or Euclidean norm 1. */
  normalisation: z.enum(NORMALISATIONS).default('standard'),
  /** Images: what normalised inputs are multiplied by. It decides how much R weighs, by its square, and how large the logits have to be. */
  inputScale: positive.default(1),
  /** Examples a step. */
  batchSize: z.int().min(1).max(100_000).default(100),
  /** Share of labelled examples in a batch, when there are unlabelled ones. */
  labelledShare: z.number().gt(0).lt(1).default(0.5),
  /** Which examples an epoch is one pass over, when there are both kinds. */
  epochOf: z.enum(['labelled', 'unlabelled']).default('labelled'),
  /** Where one pass takes fewer steps than this, an epoch is as many passes as it takes. */
  epochMinSteps: z.int().min(1).default(1),
});

const audio = z.strictObject({
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
});

const loss = z.strictObject({
  /** Weight of CE against R and E (Eq. 10). 1: supervised training. */
  alpha: weight.default(0.7),
  /** Weight of R against E (Eq. 10; in Eq. 11 the letter means something else). */
  beta: weight.default(0.3),
  /** Weight of E, of its own: then the loss is Eq. 11 instead, where this is called beta, and R counts for what gamma gives the input. */
  entropy: openWeight.nullable().default(null),
  /** Weights of R of layers, by the layer's name (Eq. 11, 12); of R of the input under the name `input`. */
  gamma: z.record(z.string(), openWeight).prefault({}),
  /** Nothing but R until this share of the run, then over to the weights as they are given, along a line. Both 0: never. */
  reconstructionFirst: z.strictObject({ until: share.default(0), over: share.default(0) }).prefault({}),
  /** Weights that are learned from how the next batch does (Eq. 14, 15). */
  learned: z
    .strictObject({
      /** Steps from one change of the weights to the next; 0: they are as they are given. */
      everySteps: z.int().min(0).default(0),
      /** What their gradient is multiplied by; the paper has 1. */
      rate: positive.default(1),
      /** Whether they make the next batch's loss lower, or harder for the network. */
      goal: z.enum(GOALS).default('cooperative'),
    })
    .prefault({}),
  /** Weight of the entropy of the mean prediction against E, which keeps clusters from being left empty; 0: Eq. 10 as it is. */
  balance: z.number().min(0).default(0),
  residual: z
    .strictObject({
      /** Over the input's dimensions: the squared norm of Eq. 8, or the mean squared error. */
      reduction: z.enum(['sum', 'mean']).default('mean'),
      distance: z.enum(['euclidean', 'cosine']).default('euclidean'),
      /** Whether what a layer's R is measured against is trained to be easy to meet as well (Eq. 12 to the letter), or is held. */
      target: z.enum(['held', 'differentiated']).default('held'),
    })
    .prefault({}),
});

const optimiser = z.strictObject({
  /** Adam (Kingma and Ba, 2015). */
  learningRate: positive.default(0.001),
  beta1: decay.default(0.9),
  beta2: decay.default(0.999),
  epsilon: positive.default(1e-8),
  schedule: z
    .strictObject({
      /** How the learning rate goes on after the warm-up: as it is, or down to zero along half a cosine. */
      kind: z.enum(['constant', 'cosine']).default('constant'),
      /** Steps over which the learning rate rises linearly from zero. */
      warmupSteps: z.int().min(0).default(0),
    })
    .prefault({}),
});

const train = z.strictObject({
  /** Length of the run, in epochs or in steps: one of the two. Neither: 100 epochs. */
  epochs: z.int().min(1).nullable().default(null),
  steps: z.int().min(1).nullable().default(null),
  /** Ends training early, in the middle of an epoch if need be. */
  maxSteps: z.int().min(1).nullable().default(null),
  /** Whether a finished run is measured on its test examples, where its data has any. */
  test: z.boolean().default(true),
  /** The last state is saved at the end of every so many epochs, */
  checkpointEveryEpochs: z.int().min(1).default(1),
  /** and after this time without a save; 0: after every step. */
  checkpointEverySeconds: z.number().min(0).default(30),
  /** Time between two reports of the losses. */
  reportEverySeconds: z.number().min(0).default(0.25),
});

const engine = z.strictObject({
  engine: z.enum(['auto', 'compiled', 'eager']).default('auto'),
  device: z.enum(['auto', 'cpu', 'webgpu', 'gpu']).default('auto'),
  /** 0: all cores. */
  threads: z.int().min(0).max(1024).default(0),
  /** Parts that a batch is shared out in, on threads of their own; 0: one for every thread. Other parts, other last bits. */
  shards: z.int().min(0).max(1024).default(0),
  /**
   * Most examples that a thread takes through the network at once, where that is fewer than the model's own: less memory,
   * more time, other last bits. Training in one piece (`bird-mel`, `loss.balance`) stays so; held-out examples are predicted so many at once.
   */
  rowsAtOnce: z.int().min(1).nullable().default(null),
});

/** A whole experiment; see the comments above for the keys. */
export const configSchema = z.strictObject({
  /** Name of the experiment. */
  task: z.string().min(1),
  seed: z.int().min(0).max(0xffffffff).default(1),
  model: model.prefault({}),
  data: data.prefault({}),
  audio: audio.prefault({}),
  loss: loss.prefault({}),
  optimiser: optimiser.prefault({}),
  train: train.prefault({}),
  engine: engine.prefault({}),
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** A whole experiment, complete and in range. */
export type Config = DeepReadonly<z.output<typeof configSchema>>;

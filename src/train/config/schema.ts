import { z } from 'zod';
import { INTERPOLATIONS } from '../../losses/index.js';
import type { ModelSpec } from '../../models/index.js';
import { GOALS } from '../learned-weights/goals.js';

/*
 * What all kinds of training tasks have in common, as their YAML files have it. A kind spreads these into a schema of its own. Every key is
 * checked, and none is optional in the result: what a file leaves out takes the value given here. Names carry units; a range is a claim that
 * values outside of it make no sense.
 */

const share = z.number().min(0).max(1);
/** A decay of Adam's. */
export const decay = z.number().min(0).lt(1);
/** A number above 0. */
export const positive = z.number().gt(0);

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

/** Folder of the corpus, or of the data set's files; usually given as --data. */
export const dataPath = z.string().min(1).nullable().default(null);

/** What every training task's `data` has: clusters, seeds and batches. */
export const trainData = {
  /** Without labels: how many clusters the network tells apart; null: as many as the data has classes. */
  clusters: z.int().min(2).nullable().default(null),
  /** Seed of what is drawn, those that keep their labels and those that are held out; null: the experiment's. */
  labelSeed: z.int().min(0).max(0xffffffff).nullable().default(null),
  /** Examples a step. */
  batchSize: z.int().min(1).max(100_000).default(100),
  /** Share of labelled examples in a batch, when there are unlabelled ones. */
  labelledFraction: z.number().gt(0).lt(1).default(0.5),
  /** Which examples an epoch is one pass over, when there are both kinds. */
  epochOf: z.enum(['labelled', 'unlabelled']).default('labelled'),
  /** Where one pass takes fewer steps than this, an epoch is as many passes as it takes. */
  epochMinSteps: z.int().min(1).default(1),
};

/** Of R: how its distance is measured, and what its target is. */
export const residual = z
  .strictObject({
    /** Over the input's dimensions: the squared norm of Eq. 8, or the mean squared error. */
    reduction: z.enum(['sum', 'mean']).default('mean'),
    distance: z.enum(['euclidean', 'cosine']).default('euclidean'),
    /** Whether what a layer's R is measured against is trained to be easy to meet as well (Eq. 12 to the letter), or is held. */
    target: z.enum(['detached', 'differentiated']).default('detached'),
  })
  .prefault({});

/** Of the learning rate. */
export const learningRateSchedule = z
  .strictObject({
    /** How the learning rate goes on after the warm-up: as it is, or down to zero along half a cosine. */
    kind: z.enum(['constant', 'cosine']).default('constant'),
    /** Steps over which the learning rate rises linearly from zero. */
    warmupSteps: z.int().min(0).default(0),
  })
  .prefault({});

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
  residual,
});

const optimiser = z.strictObject({
  /** Adam (Kingma and Ba, 2015). */
  learningRate: positive.default(0.001),
  beta1: decay.default(0.9),
  beta2: decay.default(0.999),
  epsilon: positive.default(1e-8),
  schedule: learningRateSchedule,
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
  microBatchSize: z.int().min(1).nullable().default(null),
});

/** What every configuration begins with. */
export const experiment = {
  /** Name of the experiment. */
  task: z.string().min(1),
  seed: z.int().min(0).max(0xffffffff).default(1),
};

/** Groups that every training task has. */
export const trainGroups = {
  loss: loss.prefault({}),
  optimiser: optimiser.prefault({}),
  train: train.prefault({}),
  engine: engine.prefault({}),
};

/** A type whose values nobody changes. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

type Output<Shape extends z.core.$ZodLooseShape> = DeepReadonly<z.output<z.ZodObject<Shape>>>;

/** What training needs of a configuration, whatever its kind: complete and in range. */
export interface TrainConfig extends Output<typeof experiment>, Output<typeof trainGroups> {
  /** Name of the kind of task. */
  readonly kind: string;
  readonly model: ModelSpec;
  readonly data: Output<typeof trainData> & {
    /** What is learned: `recordings`, or the name of an image data set. */
    readonly dataset: string;
    readonly path: string | null;
  };
}

import { z } from 'zod';
import { INTERPOLATIONS, OUTPUT_ACTIVATIONS } from '../../losses/index.js';
import type { ModelSpec } from '../../models/index.js';
import { MAX_SEED } from '../../rng.js';
import { GOALS } from '../learned-weights/goals.js';
import { MAX_CLASSES } from '../max-classes.js';
import { OPTIMISER_DEFAULTS, OPTIMISER_KINDS } from '../optimisers/options.js';

/*
 * Settings common to all kinds of training tasks, as in their YAML files. Each kind spreads these into its schema.
 * Every key is checked, and none is optional in the result: missing settings take the defaults given here. Names
 * include units. Values outside a range make no sense.
 */

const fraction = z.number().min(0).max(1);
/** A decay rate of moments or of an average. */
export const decay = z.number().min(0).lt(1);
/** A number above 0. */
export const positive = z.number().gt(0);

/** A constant weight, or a schedule (Eq. 13) given by points [completed fraction of the run, weight]. */
const scheduled = (value: z.ZodNumber) =>
  z.union([
    value,
    z.strictObject({
      kind: z.enum(INTERPOLATIONS).default('linear'),
      points: z
        .array(z.tuple([fraction, value]).readonly())
        .min(1)
        .refine((points) => points.every(([at], index) => index === 0 || at > points[index - 1]![0]), {
          message: 'points with increasing fractions of the run',
        })
        .readonly(),
    }),
  ]);
const weight = scheduled(fraction);
const unboundedWeight = scheduled(z.number().min(0));

/** Folder of the corpus or of the data set; usually given with --data. */
export const dataPath = z.string().min(1).nullable().default(null);

/** Settings under `data` of every training task: clusters, seeds and batches. */
export const trainData = {
  /** Number of clusters in training without labels; null: the number of classes in the data. */
  clusters: z.int().min(2).max(MAX_CLASSES).nullable().default(null),
  /** Seed for drawing labelled and held-out examples; null: the experiment's seed. */
  labelSeed: z.int().min(0).max(MAX_SEED).nullable().default(null),
  /** Examples per step, with all their views. */
  batchSize: z.int().min(1).max(100_000).default(100),
  /**
   * Augmented versions of each example in a batch; `batchSize` counts them all. With more than one, E is the entropy of
   * their mean prediction, which is low only if they agree.
   */
  views: z.int().min(1).max(16).default(1),
  /** Fraction of labelled examples in a batch, if there are unlabelled ones. */
  labelledFraction: z.number().gt(0).lt(1).default(0.5),
  /** Examples of which an epoch is one pass, if there are labelled and unlabelled ones. */
  epochOf: z.enum(['labelled', 'unlabelled']).default('labelled'),
  /** Minimum steps per epoch; shorter passes are repeated within the epoch. */
  epochMinSteps: z.int().min(1).default(1),
};

/** Settings of R: its distance and its target. */
export const residual = z
  .strictObject({
    /** Reduction over the input's dimensions: the squared norm of Eq. 8 (sum), or the mean squared error (mean). */
    reduction: z.enum(['sum', 'mean']).default('mean'),
    distance: z.enum(['euclidean', 'cosine']).default('euclidean'),
    /** Whether gradients flow into the target of a layer's R, as written in Eq. 12, or the target is detached. */
    target: z.enum(['detached', 'differentiated']).default('detached'),
  })
  .prefault({});

/** Schedule of the learning rate. */
export const learningRateSchedule = z
  .strictObject({
    /** After the warm-up: constant, or a half-cosine decay to zero. */
    kind: z.enum(['constant', 'cosine']).default('constant'),
    /** Steps of linear increase from zero. */
    warmupSteps: z.int().min(0).default(0),
  })
  .prefault({});

const loss = z.strictObject({
  /** `softmax`: one class per example (Eq. 9, 10). `sigmoid`: any number of classes per example, or none. */
  outputActivation: z.enum(OUTPUT_ACTIVATIONS).default('softmax'),
  /** Factor of the cross-entropy of present classes, with sigmoid. */
  positiveWeight: positive.default(1),
  /** Weight of CE relative to R and E (Eq. 10). 1: supervised training. */
  alpha: weight.default(0.7),
  /** Weight of R relative to E (Eq. 10; beta has a different meaning in Eq. 11). */
  beta: weight.default(0.3),
  /**
   * Separate weight of E. If set, the loss is Eq. 11, in which it is called beta and the weight of R is
   * `gamma.input`.
   */
  entropy: unboundedWeight.nullable().default(null),
  /** Weights of R by layer name (Eq. 11, 12); `input` for R of the input. */
  gamma: z.record(z.string(), unboundedWeight).prefault({}),
  /**
   * R alone until the fraction `until` of the run, then a linear ramp over the fraction `over` to the configured
   * weights. Both 0: off.
   */
  reconstructionFirst: z.strictObject({ until: fraction.default(0), over: fraction.default(0) }).prefault({}),
  /** Learning of the loss weights from the loss on the next batch (Eq. 14, 15). */
  learned: z
    .strictObject({
      /** Steps from one weight update to the next; 0: no updates. */
      everySteps: z.int().min(0).default(0),
      /** Factor by which the weights' gradient is multiplied; 1 in the paper. */
      rate: positive.default(1),
      /** Whether the weights lower the next batch's loss or raise it. */
      goal: z.enum(GOALS).default('cooperative'),
    })
    .prefault({}),
  /** Weight of the entropy of the mean prediction, relative to E; prevents empty clusters. 0: plain Eq. 10. */
  balance: z.number().min(0).default(0),
  residual,
});

const optimiser = z.strictObject({
  /** Adam (Kingma and Ba, 2015), AdamW (Loshchilov and Hutter, 2019), or SGD with momentum. */
  kind: z.enum(OPTIMISER_KINDS).default(OPTIMISER_DEFAULTS.kind),
  learningRate: positive.default(0.001),
  beta1: decay.default(OPTIMISER_DEFAULTS.beta1),
  beta2: decay.default(OPTIMISER_DEFAULTS.beta2),
  epsilon: positive.default(OPTIMISER_DEFAULTS.epsilon),
  /** Decay of weights, but not of biases: decoupled (AdamW), or an L2 penalty (SGD). Null: 0.01 for AdamW, else 0. */
  weightDecay: z.number().min(0).nullable().default(OPTIMISER_DEFAULTS.weightDecay),
  /** Momentum of SGD; 0: none. */
  momentum: decay.default(OPTIMISER_DEFAULTS.momentum),
  /** Whether the momentum of SGD is Nesterov's. */
  nesterov: z.boolean().default(OPTIMISER_DEFAULTS.nesterov),
  /** Largest norm of the gradient of all parameters, to which larger ones are scaled down; null: no limit. */
  clipNorm: positive.nullable().default(OPTIMISER_DEFAULTS.clipNorm),
  /** Decay of the parameters' moving average, which is then the model; 0: no average. */
  averageDecay: decay.default(OPTIMISER_DEFAULTS.averageDecay),
  schedule: learningRateSchedule,
});

const train = z.strictObject({
  /** Length of the run, in epochs or in steps, but not both; default 100 epochs. */
  epochs: z.int().min(1).nullable().default(null),
  steps: z.int().min(1).nullable().default(null),
  /** Ends training early, possibly in the middle of an epoch. */
  maxSteps: z.int().min(1).nullable().default(null),
  /** Ends training when this many epochs in a row were not better than the best before, on held-out examples. */
  patienceEpochs: z.int().min(1).nullable().default(null),
  /** Whether a finished run is evaluated on the test split, if its data has one. */
  test: z.boolean().default(true),
  /** Saves the last state at the end of every nth epoch. */
  checkpointEveryEpochs: z.int().min(1).default(1),
  /** Saves the last state after this time without a save; 0: after every step. */
  checkpointEverySeconds: z.number().min(0).default(30),
  /** Minimum time between two reports of the losses. */
  reportEverySeconds: z.number().min(0).default(0.25),
});

const engine = z.strictObject({
  engine: z.enum(['auto', 'compiled', 'eager']).default('auto'),
  device: z.enum(['auto', 'cpu', 'webgpu', 'gpu']).default('auto'),
  /** 0: all cores. No more run than there are processors. */
  threads: z.int().min(0).max(1024).default(0),
  /**
   * Shards of a batch, processed on separate threads as far as there are processors; 0: one per thread that was asked
   * for. The number changes the last bits of results.
   */
  shards: z.int().min(0).max(1024).default(0),
  /**
   * Upper limit on the model's micro-batch size, the number of examples that a thread passes through the network at
   * once. A lower limit saves memory, takes more time and changes the last bits of results. It does not apply to
   * training that needs the whole batch at once (`bird-mel`, `loss.balance`). It also limits the batch size for
   * prediction of held-out examples.
   */
  microBatchSize: z.int().min(1).nullable().default(null),
});

/** First settings of every configuration. */
export const experiment = {
  /** Name of the experiment. */
  task: z.string().min(1),
  seed: z.int().min(0).max(MAX_SEED).default(1),
};

/** Groups of settings of every training task. */
export const trainGroups = {
  loss: loss.prefault({}),
  optimiser: optimiser.prefault({}),
  train: train.prefault({}),
  engine: engine.prefault({}),
};

/** Makes a type read-only at all levels. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

type Output<Shape extends z.core.$ZodLooseShape> = DeepReadonly<z.output<z.ZodObject<Shape>>>;

/** The settings that training needs, for any kind of task: complete and in range. */
export interface TrainConfig extends Output<typeof experiment>, Output<typeof trainGroups> {
  /** Kind of task. */
  readonly kind: string;
  readonly model: ModelSpec;
  readonly data: Output<typeof trainData> & {
    /** `recordings`, or the name of an image data set. */
    readonly dataset: string;
    readonly path: string | null;
  };
}

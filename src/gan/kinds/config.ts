import { z } from 'zod';
import { ConfigError } from '../../errors.js';
import { ACTIVATIONS, checkModelSpec, invertsFeatures, type KINDS, modelNamesFor } from '../../models/index.js';
import type { experiment } from '../../train/index.js';
import { decay, learningRateSchedule, positive, residual, trainGroups, type DeepReadonly } from '../../train/index.js';

/*
 * Settings common to all kinds of adversarial experiments, as in their YAML files. Groups shared with other
 * experiments are imported from there. Every key is checked; missing keys take the defaults given here.
 */

/** Number of real examples per step, and of generated ones. */
export const ganBatchSize = z.int().min(2).max(100_000).default(64);

/**
 * Dense networks and the examples that they support. All other names are classifiers, which check their own options.
 */
const DENSE: Readonly<Record<string, readonly ('recordings' | 'images')[]>> = {
  mlp: ['recordings', 'images'],
  'spectral-mlp': ['recordings'],
};

/** Settings of every discriminator. */
export function discriminatorGroup(examples: 'recordings' | 'images') {
  return {
    /**
     * The network whose R is the energy: any classifier, or a dense network on the input (`mlp`) or, for segments, on
     * spectral magnitudes (`spectral-mlp`).
     */
    name: z
      .enum([
        // With R over features, a generator would learn to match the features only, not the example behind them.
        ...modelNamesFor(examples).filter((name) => !invertsFeatures(name)),
        ...Object.keys(DENSE).filter((name) => DENSE[name]!.includes(examples)),
      ])
      .default('mlp'),
    /** Number of outputs, i.e. of templates that reconstructions are sums of. They do not represent classes. */
    outputs: z.int().min(1).max(100_000).default(64),
    /** Only for image networks and dense networks. */
    activation: z.enum(ACTIVATIONS).optional(),
    /** Dense networks: units of each hidden layer. */
    hidden: z.array(z.int().min(1).max(10_000)).min(1).readonly().optional(),
  };
}

/** Settings of every generator. */
export const generatorGroup = {
  /** Length of the latent vector z. */
  latentSize: z.int().min(1).max(10_000).default(32),
  /**
   * Images: channels of the finest hidden layer; the coarsest has four times as many. Segments: of every hidden
   * layer.
   */
  channels: z.int().min(1).max(10_000).default(16),
};

const energy = z.strictObject({
  /**
   * m of the hinge, in units of R. 1 is R of a network that reconstructs nothing, for inputs of unit variance and R
   * as a mean over dimensions, or for the cosine distance.
   */
  margin: positive,
  /** Weight of the pulling-away term; 0 disables it. */
  pullingAway: z.number().min(0).default(0),
  residual,
});

const optimiser = z.strictObject({
  /** Adam, for both networks. */
  discriminatorLearningRate: positive.default(0.001),
  generatorLearningRate: positive.default(0.001),
  /** 0.5, as is usual for GANs: older gradients belong to an outdated opponent. */
  beta1: decay.default(0.5),
  beta2: decay.default(0.999),
  epsilon: positive.default(1e-8),
  /** Schedule of both learning rates. */
  schedule: learningRateSchedule,
});

const train = z.strictObject({
  steps: z.int().min(1),
  /** Steps averaged in one row of the curves. */
  reportEverySteps: z.int().min(1).default(50),
  /** Steps between two draws of samples, always from the same noise; 0: only at the end. */
  samplesEverySteps: z.int().min(0).default(1000),
  /** Longest time between two checkpoints; 0: one after every step. */
  checkpointEverySeconds: z.number().min(0).default(30),
});

const measure = z.strictObject({
  /** Number of generated examples that a finished run is measured on, and of real ones. */
  examples: z.int().min(10).max(100_000).default(1000),
  /** Images: training steps of the reference classifier. */
  classifierSteps: z.int().min(1).default(1500),
});

/** Setting groups of every adversarial experiment. */
export const ganGroups = {
  loss: energy,
  optimiser: optimiser.prefault({}),
  train,
  measure: measure.prefault({}),
  engine: trainGroups.engine,
};

type Output<Shape extends z.core.$ZodLooseShape> = DeepReadonly<z.output<z.ZodObject<Shape>>>;

/** Configuration of an adversarial experiment of any kind: complete and in range. */
export interface EbganConfig extends Output<typeof experiment>, Output<typeof ganGroups> {
  /** Name of the kind of task. */
  readonly kind: string;
  readonly data: {
    /** Training data: `recordings`, or the name of an image data set. Labels are not used. */
    readonly dataset: string;
    readonly path: string | null;
    readonly batchSize: number;
  };
  readonly discriminator: Output<ReturnType<typeof discriminatorGroup>> & {
    /** Image networks: pooling, and whether there are biases. */
    readonly kind?: (typeof KINDS)[number] | undefined;
    /** spectral-mlp: window length of its transform, in samples. */
    readonly windowLength?: number | undefined;
  };
  readonly generator: Output<typeof generatorGroup>;
}

/**
 * Rejects options that the discriminator does not have.
 * @throws ConfigError naming the setting
 */
export function checkDiscriminator({ discriminator }: Pick<EbganConfig, 'discriminator'>): void {
  const { name, outputs: _, hidden, windowLength, ...options } = discriminator;
  if (windowLength !== undefined && name !== 'spectral-mlp') {
    throw new ConfigError(`discriminator.windowLength is not an option of ${name}: only spectral-mlp has it`);
  }
  if (!(name in DENSE)) {
    if (hidden !== undefined)
      throw new ConfigError(
        `discriminator.hidden is not an option of ${name}: only dense networks have it (mlp, spectral-mlp)`,
      );
    checkModelSpec({ name, ...options });
  } else if (options.activation === 'sigmoid' || options.kind !== undefined) {
    throw new ConfigError(`discriminator ${name}: expected activation relu or leaky-relu, and no kind`);
  }
}

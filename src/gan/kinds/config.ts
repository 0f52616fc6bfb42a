import { z } from 'zod';
import { ConfigError } from '../../errors.js';
import { ACTIVATIONS, checkModelSpec, invertsFeatures, type KINDS, modelNamesFor } from '../../models/index.js';
import type { experiment } from '../../train/index.js';
import { decay, learningRateSchedule, positive, residual, trainGroups, type DeepReadonly } from '../../train/index.js';

/*
 * What adversarial experiments of all kinds have in common, as their YAML files have it. Groups that are the same as those of other
 * experiments are taken from there. Every key is checked; what a file leaves out takes the value given here.
 */

/** Real examples a step, and as many generated ones. */
export const ganBatchSize = z.int().min(2).max(100_000).default(64);

/** Dense networks, and what they take; the others are classifiers, which check their options themselves. */
const DENSE: Readonly<Record<string, readonly ('recordings' | 'images')[]>> = {
  mlp: ['recordings', 'images'],
  'spectral-mlp': ['recordings'],
};

/** What every discriminator's group has. */
export function discriminatorGroup(examples: 'recordings' | 'images') {
  return {
    /** The network whose R is the energy: any of the classifiers, or a dense one, of segments on the magnitudes of their spectra. */
    name: z
      .enum([
        // Where R is over features, a generator would learn to please those, and nothing of the example behind them.
        ...modelNamesFor(examples).filter((name) => !invertsFeatures(name)),
        ...Object.keys(DENSE).filter((name) => DENSE[name]!.includes(examples)),
      ])
      .default('mlp'),
    /** Its outputs: templates that reconstructions are made of. They stand for no classes. */
    outputs: z.int().min(1).max(100_000).default(64),
    /** Image networks, and dense ones. */
    activation: z.enum(ACTIVATIONS).optional(),
    /** Dense ones: units of the hidden layers. */
    hidden: z.array(z.int().min(1)).min(1).readonly().optional(),
  };
}

/** What every generator's group has. */
export const generatorGroup = {
  /** Numbers that an example is made of. */
  latentSize: z.int().min(1).max(10_000).default(32),
  /** Images: of the finest hidden layer, the coarsest has four times as many. Segments: of every hidden layer. */
  channels: z.int().min(1).max(10_000).default(16),
};

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
  schedule: learningRateSchedule,
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

/** Groups that every adversarial experiment has. */
export const ganGroups = {
  loss: energy,
  optimiser: optimiser.prefault({}),
  train,
  measure: measure.prefault({}),
  engine: trainGroups.engine,
};

type Output<Shape extends z.core.$ZodLooseShape> = DeepReadonly<z.output<z.ZodObject<Shape>>>;

/** What adversarial training needs of a configuration, whatever its kind: complete and in range. */
export interface EbganConfig extends Output<typeof experiment>, Output<typeof ganGroups> {
  /** Name of the kind of task. */
  readonly kind: string;
  readonly data: {
    /** What is imitated: `recordings`, or the name of an image data set. Labels are not used. */
    readonly dataset: string;
    readonly path: string | null;
    readonly batchSize: number;
  };
  readonly discriminator: Output<ReturnType<typeof discriminatorGroup>> & {
    /** Image networks: what pools, and whether there are biases. */
    readonly kind?: (typeof KINDS)[number] | undefined;
    /** spectral-mlp: samples under a window of its transform. */
    readonly windowLength?: number | undefined;
  };
  readonly generator: Output<typeof generatorGroup>;
}

/**
 * Refuses options that the discriminator does not have.
 * @throws ConfigError naming the setting
 */
export function checkDiscriminator({ discriminator }: Pick<EbganConfig, 'discriminator'>): void {
  const { name, outputs: _, hidden, windowLength, ...options } = discriminator;
  if (windowLength !== undefined && name !== 'spectral-mlp') {
    throw new ConfigError(`discriminator.windowLength is no option of ${name}: it is one of spectral-mlp`);
  }
  if (!(name in DENSE)) {
    if (hidden !== undefined) throw new ConfigError(`discriminator.hidden is no option of ${name}: it is one of mlp`);
    checkModelSpec({ name, ...options });
  } else if (options.activation === 'sigmoid' || options.kind !== undefined) {
    throw new ConfigError(`discriminator ${name}: expected activation relu or leaky-relu and no kind`);
  }
}

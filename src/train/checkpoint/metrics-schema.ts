import { z } from 'zod';
import { STANDALONE_WEIGHTS, type StandaloneWeightName, TERM_NAMES, type TermValues } from '../../losses/names.js';

/** A number for every term of the loss; 0 for one that there was not yet when it was written. */
export const termNumbers = Object.fromEntries(TERM_NAMES.map((name) => [name, z.number().default(0)])) as TermValues<
  z.ZodDefault<z.ZodNumber>
>;

/** The same for each of the terms' own weights, where it is given. */
export function standaloneWeights<T extends z.ZodType>(
  weight: T,
): { readonly [name in StandaloneWeightName]: z.ZodOptional<T> } {
  return Object.fromEntries(STANDALONE_WEIGHTS.map((name) => [name, z.optional(weight)])) as {
    readonly [name in StandaloneWeightName]: z.ZodOptional<T>;
  };
}

/** Means over training steps. */
export const metrics = z.object({
  loss: z.number(),
  ...termNumbers,
  /** Absent where there were no labelled examples. */
  accuracy: z.optional(z.number()),
  /** R⁽ˡ⁾ of the layers that have a weight. */
  layers: z.optional(z.record(z.string(), z.number())),
});

/** Weights of the loss as the paper's formulas have them. */
export const lossWeights = z.object({
  alpha: z.number(),
  beta: z.number(),
  ...standaloneWeights(z.number()),
  gamma: z.optional(z.record(z.string(), z.number())),
});

/** On examples that are cut from sources: segments of recordings. */
export const segmentMetrics = z.object({
  segmentAccuracy: z.number(),
  recordingAccuracy: z.number(),
  crossEntropy: z.number(),
  residual: z.number(),
});

/** On examples that stand for themselves: images. */
export const exampleMetrics = z.object({
  accuracy: z.number(),
  crossEntropy: z.number(),
  residual: z.number(),
});

/** On examples without labels. */
export const clusterMetrics = z.object({
  /** Eq. 10 with the weights of the run's end, so that epochs can be compared. */
  loss: z.number(),
  residual: z.number(),
  entropy: z.number(),
  /** Entropy of the mean prediction, in nats: log C where all clusters are used alike, 0 where one is. */
  balance: z.number(),
  /** Clusters that at least one example is put into, and how many there are. */
  clustersUsed: z.number(),
  clusters: z.number(),
});

export const validationMetrics = z.union([segmentMetrics, exampleMetrics, clusterMetrics]);

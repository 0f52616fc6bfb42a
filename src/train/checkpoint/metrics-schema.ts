import { z } from 'zod';
import { STANDALONE_WEIGHTS, type StandaloneWeightName, TERM_NAMES, type TermValues } from '../../losses/names.js';

/** A number for every term of the loss; 0 for terms that did not exist yet when the file was written. */
export const termNumbers = Object.fromEntries(TERM_NAMES.map((name) => [name, z.number().default(0)])) as TermValues<
  z.ZodDefault<z.ZodNumber>
>;

/** An optional weight for each term with a separate setting. */
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
  /** Absent if there were no labelled examples. */
  accuracy: z.optional(z.number()),
  /** R⁽ˡ⁾ of each layer that has a weight. */
  layers: z.optional(z.record(z.string(), z.number())),
});

/** Loss weights, named as in the paper. */
export const lossWeights = z.object({
  alpha: z.number(),
  beta: z.number(),
  ...standaloneWeights(z.number()),
  gamma: z.optional(z.record(z.string(), z.number())),
});

/** Metrics on examples cut from sources: segments of recordings. */
export const segmentMetrics = z.object({
  /**
   * Macro average precision of segments (cmAP): the mean over the species, without background. Absent in runs of
   * earlier versions, and if all segments are of one class.
   */
  averagePrecision: z.number().exactOptional(),
  segmentAccuracy: z.number(),
  recordingAccuracy: z.number(),
  crossEntropy: z.number(),
  residual: z.number(),
});

/** Metrics on independent examples: images. */
export const exampleMetrics = z.object({
  accuracy: z.number(),
  crossEntropy: z.number(),
  residual: z.number(),
});

/** Metrics on examples without labels. */
export const clusterMetrics = z.object({
  /** Eq. 10 with the weights of the end of the run, so that epochs are comparable. */
  loss: z.number(),
  residual: z.number(),
  entropy: z.number(),
  /** Entropy of the mean prediction, in nats: log C if all C clusters are used equally, 0 if only one is used. */
  balance: z.number(),
  /** Number of clusters with at least one example, and number of all clusters. */
  clustersUsed: z.number(),
  clusters: z.number(),
});

export const validationMetrics = z.union([segmentMetrics, exampleMetrics, clusterMetrics]);

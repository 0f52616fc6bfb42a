import { z } from 'zod';

/** Means over training steps. */
export const metrics = z.object({
  loss: z.number(),
  crossEntropy: z.number(),
  residual: z.number(),
  entropy: z.number(),
  accuracy: z.number(),
  /** R⁽ˡ⁾ of the layers that have a weight. */
  layers: z.optional(z.record(z.string(), z.number())),
});

/** Weights of the loss as the paper's formulas have them. */
export const paperWeights = z.object({
  alpha: z.number(),
  beta: z.number(),
  entropy: z.optional(z.number()),
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

export const validationMetrics = z.union([segmentMetrics, exampleMetrics]);

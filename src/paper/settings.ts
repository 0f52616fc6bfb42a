import { z } from 'zod';

/** Values of settings by their full paths, such as `loss.alpha`. */
export const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What all that is to be reproduced has in common. */
export const experiment = {
  title: z.string(),
  /** Experiment that its cells are variations of. */
  task: z.string(),
  inputShape: z.array(z.int().min(1)),
  classCount: z.int().min(2),
  /** Runs of each cell, unless told otherwise. */
  seeds: z.int().min(1),
} as const;

import { z } from 'zod';

/** Values of settings by full path, such as `loss.alpha`. */
export const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

/** Keys that descriptions of tables and figures have in common. */
export const experiment = {
  title: z.string(),
  /** Base experiment; the cells are variations of it. */
  task: z.string(),
  inputShape: z.array(z.int().min(1)),
  classCount: z.int().min(2),
  /** Default number of runs per cell. */
  seeds: z.int().min(1),
} as const;

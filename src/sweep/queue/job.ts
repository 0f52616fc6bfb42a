import { z } from 'zod';
import type { RunResult } from '../../train/index.js';

/** Job data of a trial, as sent to workers. */
export const jobSchema = z.object({
  /** Lyrebird version of the sweep: in a different version, settings or results may differ. */
  version: z.string(),
  /** Unique id of the sweep. */
  sweep: z.uuid(),
  /** Display name. */
  name: z.string(),
  /** Configuration shared by all trials; training validates it. */
  config: z.record(z.string(), z.unknown()),
  settings: z.record(z.string(), z.unknown()),
  seed: z.int(),
  /** Run folder, inside that of the sweep. */
  folder: z.string().regex(/^trials\/[\w.=,-]+\/seed-\d+$/),
});

export type TrialJobData = z.infer<typeof jobSchema>;

/** Result of a job. It travels through the queue, so machines need no shared disk. */
export interface TrialJobResult {
  readonly result: RunResult;
  /** Host of the worker that finished it. */
  readonly host: string;
}

import { z } from 'zod';
import type { RunResult } from '../../train/index.js';

/** What a worker needs to know of a trial. */
export const jobSchema = z.object({
  /** Version of the Lyrebird that asks: another one's bits, or settings, may differ. */
  version: z.string(),
  /** The sweep that it is of, unlike any other. */
  sweep: z.uuid(),
  /** For people. */
  name: z.string(),
  /** What all trials have in common; training checks it again. */
  config: z.record(z.string(), z.unknown()),
  settings: z.record(z.string(), z.unknown()),
  seed: z.int(),
  /** Run folder, below that of the sweep. */
  folder: z.string().regex(/^trials\/[\w.=,-]+\/seed-\d+$/),
});

export type TrialJobData = z.infer<typeof jobSchema>;

/** What comes back: machines need share no disk. */
export interface TrialJobResult {
  readonly result: RunResult;
  /** Host of the worker that finished it. */
  readonly host: string;
}

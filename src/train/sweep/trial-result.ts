import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../errors.js';
import { readManifest } from '../checkpoint/model-folder.js';
import type { Manifest } from '../checkpoint/manifest.js';

/** Name of the file that a finished run leaves in its folder. */
export const RESULT_FILE = 'result.json';

const accuracies = z.looseObject({ accuracy: z.number().optional(), segmentAccuracy: z.number().optional() });

/** What a sweep reads of it; the rest is carried along. */
const resultSchema = z.looseObject({
  steps: z.int().min(0),
  seconds: z.number().min(0).nullish(),
  validation: z.looseObject({ last: accuracies.nullish(), best: accuracies.nullish() }).nullish(),
  test: accuracies.nullish(),
});

/** Everything that a finished run says of itself. */
export type ResultFile = z.infer<typeof resultSchema>;

/** What of it is compared. Accuracies are shares, 0 to 1; null where there was nothing to measure them on. */
export interface TrialResult {
  readonly steps: number;
  readonly seconds: number | null;
  /** Of the best model, which validation has chosen. */
  readonly validationAccuracy: number | null;
  readonly testAccuracy: number | null;
}

/**
 * What the run in a folder came to; undefined if it has not finished.
 * @throws CheckpointError if what it left is damaged
 */
export async function readResult(folder: string): Promise<ResultFile | undefined> {
  const path = join(folder, RESULT_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return resultOfManifest(await readManifest(join(folder, 'last')).catch(() => undefined));
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CheckpointError(`${path} is damaged: remove it, and the trial will be finished again`, { cause });
  }
}

/** The figures of a result. */
export function figuresOf({ steps, seconds, validation, test }: ResultFile): TrialResult {
  return {
    steps,
    seconds: seconds ?? null,
    validationAccuracy: accuracyOf(validation?.best),
    testAccuracy: accuracyOf(test),
  };
}

/** Images have an accuracy; recordings one by segment, which is the paper's measure, and one by recording. */
function accuracyOf(measured: z.infer<typeof accuracies> | null | undefined): number | null {
  return measured?.accuracy ?? measured?.segmentAccuracy ?? null;
}

/** A run without a result file has finished if its last checkpoint is at its last step. */
function resultOfManifest(manifest: Manifest | undefined): ResultFile | undefined {
  const progress = manifest?.resume?.progress;
  if (!progress) return undefined;
  const { epochs, maxSteps } = manifest.config['train'] as {
    readonly epochs: number;
    readonly maxSteps: number | null;
  };
  if (progress.step < Math.min(epochs * progress.stepsPerEpoch, maxSteps ?? Infinity)) return undefined;
  const best = progress.best?.validation;
  return { steps: progress.step, ...(best && { validation: { best: { ...best } } }) };
}

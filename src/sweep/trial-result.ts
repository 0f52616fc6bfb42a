import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../errors.js';
import { systemErrorReason, writeFileAtomically } from '../files/index.js';
import { decodeResult, encodeResult, RESULT_FILE, type RunResult, type ValidationMetrics } from '../train/index.js';

/**
 * Measures by which finished runs are compared. Accuracies are fractions in [0, 1]; null if there was no data for
 * them.
 */
export interface TrialResult {
  readonly steps: number;
  /** Duration of the steps since the run was started or last resumed. */
  readonly seconds: number;
  /** `seconds` divided by the number of those steps; null if a resumed run had no steps left. */
  readonly secondsPerStep: number | null;
  /**
   * On the validation set: accuracy of the last model if it was tested, so that both accuracies belong to the same
   * model; otherwise that of the best model.
   */
  readonly validationAccuracy: number | null;
  readonly testAccuracy: number | null;
  /** Data that was missing. */
  readonly partialData: readonly string[];
}

/**
 * Reads the result of the run in a folder; undefined if it has not finished, or its file is incomplete (resuming the
 * run writes it again).
 * @throws CheckpointError if the file is there and cannot be read: the run has finished, and is not to be repeated
 */
export async function readResult(folder: string): Promise<RunResult | undefined> {
  const path = join(folder, RESULT_FILE);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new CheckpointError(`${path} cannot be read: ${systemErrorReason(cause)}`, { cause });
  });
  return text === undefined ? undefined : decodeResult(text);
}

/** Writes the result of a run on another machine to its folder. @throws OutputError */
export async function writeResult(folder: string, result: RunResult): Promise<void> {
  await writeFileAtomically(join(folder, RESULT_FILE), encodeResult(result));
}

/** Extracts the compared measures from a result. */
export function trialResultOf({
  steps,
  seconds,
  resumedFromStep,
  validation,
  test,
  partialData,
}: RunResult): TrialResult {
  const metrics = test ? validation?.last : validation?.best;
  return {
    steps,
    seconds,
    secondsPerStep: steps > resumedFromStep ? seconds / (steps - resumedFromStep) : null,
    validationAccuracy: metrics ? accuracyOf(metrics) : null,
    testAccuracy: test ? accuracyOf(test) : null,
    partialData,
  };
}

/** Accuracy on images; on recordings the accuracy by segment, the paper's measure; null without labels. */
export function accuracyOf(metrics: ValidationMetrics): number | null {
  if ('accuracy' in metrics) return metrics.accuracy;
  return 'segmentAccuracy' in metrics ? metrics.segmentAccuracy : null;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/index.js';
import { decodeResult, encodeResult, RESULT_FILE, type RunResult, type ValidationMetrics } from '../train/index.js';

/** What is compared of a finished run. Accuracies are shares, 0 to 1; null where there was nothing to measure them on. */
export interface TrialResult {
  readonly steps: number;
  /** Time of the steps since the run began or was last resumed. */
  readonly seconds: number;
  /** Of those seconds, for one step; null if a resumed run had none left to do. */
  readonly secondsPerStep: number | null;
  /** On held-out data: of the last model where that was tested, so that both are of one model; else of the best one. */
  readonly validationAccuracy: number | null;
  readonly testAccuracy: number | null;
  /** What of the data was missing. */
  readonly partialData: readonly string[];
}

/** What the run in a folder came to; undefined if it has not finished, or what it wrote is not whole: finishing it again mends that. */
export async function readResult(folder: string): Promise<RunResult | undefined> {
  const text = await readFile(join(folder, RESULT_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : decodeResult(text);
}

/** Puts the result of a run that was done elsewhere into its folder. @throws OutputError */
export async function writeResult(folder: string, result: RunResult): Promise<void> {
  await writeFileAtomically(join(folder, RESULT_FILE), encodeResult(result));
}

/** The figures of a result. */
export function trialResultOf({
  steps,
  seconds,
  resumedFromStep,
  validation,
  test,
  partialData,
}: RunResult): TrialResult {
  const held = test ? validation?.last : validation?.best;
  return {
    steps,
    seconds,
    secondsPerStep: steps > resumedFromStep ? seconds / (steps - resumedFromStep) : null,
    validationAccuracy: held ? accuracyOf(held) : null,
    testAccuracy: test ? accuracyOf(test) : null,
    partialData,
  };
}

/** Of images; of recordings that by segment, which is the paper's measure; null where there are no labels to know it by. */
export function accuracyOf(metrics: ValidationMetrics): number | null {
  if ('accuracy' in metrics) return metrics.accuracy;
  return 'segmentAccuracy' in metrics ? metrics.segmentAccuracy : null;
}

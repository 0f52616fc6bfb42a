import { z } from 'zod';
import type { HostTensors } from '../engine/index.js';
import { NonFiniteError } from '../errors.js';
import { STEP_OUTPUTS } from './step.js';

/** Outputs of a step, or their means over several steps. */
export type StepMeans = Readonly<Record<(typeof STEP_OUTPUTS)[number], number>>;

/** A row of the training curves: means over the steps since the previous row. */
export interface CurveRow extends StepMeans {
  readonly step: number;
}

const outputs = z.object(
  Object.fromEntries(STEP_OUTPUTS.map((name) => [name, z.number()])) as Record<keyof StepMeans, z.ZodNumber>,
);

/** Progress of a run: together with the state, all that resuming needs to continue exactly. */
export const ebganProgressSchema = z.object({
  step: z.int().min(0),
  curve: z.array(z.intersection(z.object({ step: z.int().min(1) }), outputs)),
  /**
   * Sums over the steps since the last complete row; `summedSteps` counts these steps. The end of a run reports them in
   * an incomplete row.
   */
  sums: outputs,
  summedSteps: z.int().min(0),
  /** Fingerprint of the training data. */
  data: z.string(),
});

export interface EbganProgress {
  readonly step: number;
  readonly curve: readonly CurveRow[];
  readonly sums: StepMeans;
  readonly summedSteps: number;
  readonly data: string;
}

const ZERO = mapOutputs(() => 0);

/** Progress before the first step. */
export function freshEbganProgress(data: string): EbganProgress {
  return { step: 0, curve: [], sums: ZERO, summedSteps: 0, data };
}

/** Reads the outputs of the step program. */
export function ebganStepValues(tensors: HostTensors): StepMeans {
  return mapOutputs((name) => tensors[name]!.data[0]!);
}

/**
 * Returns the progress from which a run continues. If it once ended within a row of the curves and now continues, the
 * incomplete row is left out: its steps count in the complete one.
 * @param steps of the whole run
 */
export function continuedEbganProgress(progress: EbganProgress, steps: number): EbganProgress {
  const { step, summedSteps, curve } = progress;
  if (step >= steps || summedSteps === 0 || curve.at(-1)?.step !== step) return progress;
  return { ...progress, curve: curve.slice(0, -1) };
}

/** Which steps end a row of the curves. */
export interface CurveRows {
  readonly reportEverySteps: number;
  /** Whether this step is the last one of the run, which ends a row, complete or not. */
  readonly isLast: boolean;
}

/** Returns the progress after one more step, with a new row of the curves if it ends one. */
export function progressAfterStep(
  progress: EbganProgress,
  values: StepMeans,
  { reportEverySteps, isLast }: CurveRows,
): EbganProgress {
  const step = progress.step + 1;
  const sums = mapOutputs((name) => progress.sums[name] + values[name]);
  const summedSteps = progress.summedSteps + 1;
  const isComplete = step % reportEverySteps === 0;
  if (!isComplete && !isLast) return { ...progress, step, sums, summedSteps };
  const means = mapOutputs((name) => sums[name] / summedSteps);
  return {
    ...progress,
    step,
    ...(isComplete ? { sums: ZERO, summedSteps: 0 } : { sums, summedSteps }),
    curve: [...progress.curve, { step, ...means }],
  };
}

/** @throws NonFiniteError naming the step, counted from 1, and each term that is not finite */
export function checkFiniteStep(values: StepMeans, step: number, advice: string): void {
  const bad = STEP_OUTPUTS.filter((name) => !Number.isFinite(values[name]));
  if (bad.length === 0) return;
  throw new NonFiniteError(`step ${step}: ${bad.map((name) => `${name} is ${values[name]}`).join(', ')}; ${advice}`);
}

function mapOutputs(value: (name: keyof StepMeans) => number): StepMeans {
  return Object.fromEntries(STEP_OUTPUTS.map((name) => [name, value(name)])) as unknown as StepMeans;
}

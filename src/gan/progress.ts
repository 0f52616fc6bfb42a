import { z } from 'zod';
import type { HostTensors } from '../engine/index.js';
import { NonFiniteError } from '../errors.js';
import { STEP_OUTPUTS } from './step.js';

type Outputs = Readonly<Record<(typeof STEP_OUTPUTS)[number], number>>;

/** What one step gave, or several on average. */
export type StepMeans = Outputs;

/** A row of the curves: means over the steps since the row before. */
export interface CurveRow extends StepMeans {
  readonly step: number;
}

const outputs = z.object(
  Object.fromEntries(STEP_OUTPUTS.map((name) => [name, z.number()])) as Record<keyof Outputs, z.ZodNumber>,
);

/** Where a run stands: with the state, all that is needed to go on as if it had never stopped. */
export const ebganProgressSchema = z.object({
  step: z.int().min(0),
  curve: z.array(z.intersection(z.object({ step: z.int().min(1) }), outputs)),
  /** Sums over the steps since the last row, and how many those are. */
  sums: outputs,
  summedSteps: z.int().min(0),
  /** Fingerprint of the data. */
  data: z.string(),
});

export interface EbganProgress {
  readonly step: number;
  readonly curve: readonly CurveRow[];
  readonly sums: Outputs;
  readonly summedSteps: number;
  readonly data: string;
}

const NOTHING = mapOutputs(() => 0);

/** Before the first step. */
export function freshEbganProgress(data: string): EbganProgress {
  return { step: 0, curve: [], sums: NOTHING, summedSteps: 0, data };
}

/** Reads the outputs of the step program. */
export function ebganStepValues(tensors: HostTensors): StepMeans {
  return mapOutputs((name) => tensors[name]!.data[0]!);
}

/**
 * Takes a step in.
 * @param row whether the curves' next row ends with it
 */
export function progressAfterStep(progress: EbganProgress, values: StepMeans, row: boolean): EbganProgress {
  const step = progress.step + 1;
  const sums = mapOutputs((name) => progress.sums[name] + values[name]);
  const summedSteps = progress.summedSteps + 1;
  if (!row) return { ...progress, step, sums, summedSteps };
  const means = mapOutputs((name) => sums[name] / summedSteps);
  return { ...progress, step, sums: NOTHING, summedSteps: 0, curve: [...progress.curve, { step, ...means }] };
}

/** @throws NonFiniteError naming the step, counted from 1, and each term that is not finite */
export function checkFiniteStep(values: StepMeans, step: number, advice: string): void {
  const bad = STEP_OUTPUTS.filter((name) => !Number.isFinite(values[name]));
  if (bad.length === 0) return;
  throw new NonFiniteError(`step ${step}: ${bad.map((name) => `${name} is ${values[name]}`).join(', ')}; ${advice}`);
}

function mapOutputs(value: (name: keyof Outputs) => number): Outputs {
  return Object.fromEntries(STEP_OUTPUTS.map((name) => [name, value(name)])) as unknown as Outputs;
}

import type { HostTensors } from '../engine/index.js';
import { NonFiniteError } from '../errors.js';
import { forTerms, type RowKind, TERM_NAMES, type TermValues } from '../losses/index.js';
import type { EpochSums } from './checkpoint/manifest.js';
import { validationScore, type EpochEvent, type Metrics, type ValidationMetrics } from './events/index.js';
import { LAYER_RESIDUAL } from './step.js';

/** What one step gave: the terms of the loss, and more. */
export interface StepValues extends TermValues {
  /** Examples in the batch. */
  readonly rows: number;
  /** How many of them have labels. */
  readonly labelled: number;
  readonly correct: number;
  readonly loss: number;
  /** R⁽ˡ⁾ by layer. */
  readonly layers?: Readonly<Record<string, number>>;
}

/** Sums over no steps. */
export const EMPTY_SUMS: EpochSums = {
  rows: 0,
  labelled: 0,
  unlabelled: 0,
  correct: 0,
  loss: 0,
  ...forTerms(() => 0),
};

/** Reads the outputs of the training program. */
export function stepValues(outputs: HostTensors, rows: number): StepValues {
  const value = (name: string): number => outputs[name]!.data[0]!;
  return {
    rows,
    labelled: value('labelledCount'),
    correct: value('correct'),
    loss: value('loss'),
    ...forTerms(({ name }) => value(name)),
    ...optional('layers', layersAmong(outputs)),
  };
}

/** Adds a step; each term counts as often as examples went into its mean. */
export function addStep(sums: EpochSums, values: StepValues): EpochSums {
  const { rows, labelled } = values;
  const counts: Readonly<Record<RowKind, number>> = { labelled, unlabelled: rows - labelled, valid: rows };
  return {
    rows: sums.rows + rows,
    labelled: sums.labelled + labelled,
    unlabelled: sums.unlabelled + counts.unlabelled,
    correct: sums.correct + values.correct,
    loss: sums.loss + values.loss * rows,
    ...forTerms(({ name, rows: kind }) => sums[name] + values[name] * counts[kind]),
    ...optional('layers', addLayers(sums.layers, values.layers, rows)),
  };
}

/** Means over the steps that were added; 0 where nothing applies, and no accuracy of nothing. */
export function meansOf(sums: EpochSums): Metrics {
  const counts: Readonly<Record<RowKind, number>> = { ...sums, valid: sums.rows };
  return {
    loss: sums.loss / Math.max(1, sums.rows),
    ...forTerms(({ name, rows }) => sums[name] / Math.max(1, counts[rows])),
    ...(sums.labelled > 0 && { accuracy: sums.correct / sums.labelled }),
    ...optional(
      'layers',
      mapValues(sums.layers ?? {}, (sum) => sum / Math.max(1, sums.rows)),
    ),
  };
}

function layersAmong(outputs: HostTensors): Record<string, number> {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => name.startsWith(LAYER_RESIDUAL))
      .map(([name, { data }]) => [name.slice(LAYER_RESIDUAL.length), data[0]!]),
  );
}

function addLayers(
  sums: Readonly<Record<string, number>> = {},
  values: Readonly<Record<string, number>> = {},
  rows: number,
): Record<string, number> {
  return mapValues(values, (value, layer) => (sums[layer] ?? 0) + value * rows);
}

function mapValues(
  values: Readonly<Record<string, number>>,
  f: (value: number, name: string) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, f(value, name)]));
}

/** What there is nothing of is not mentioned. */
function optional<K extends string>(key: K, values: Readonly<Record<string, number>>): { [key in K]?: typeof values } {
  return (Object.keys(values).length > 0 ? { [key]: values } : {}) as { [key in K]?: typeof values };
}

/**
 * Stops a run that has left the numbers behind.
 * @param step counted from 1
 * @throws NonFiniteError naming the step and each term that is not finite
 */
export function checkFinite(values: StepValues, step: number, advice: string): void {
  const bad = ([...TERM_NAMES, 'loss'] as const).filter((term) => !Number.isFinite(values[term]));
  if (bad.length === 0) return;
  const terms = bad.map((term) => `${term} is ${values[term]}`).join(', ');
  throw new NonFiniteError(`step ${step}: ${terms}; ${advice}`);
}

/** @throws NonFiniteError naming the first tensor with a value that is not finite */
export function checkFiniteState(state: HostTensors, step: number, advice: string): void {
  for (const [name, { data }] of Object.entries(state)) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new NonFiniteError(`step ${step}: ${name} has a value of ${bad}; ${advice}`);
  }
}

/** An epoch's result, as far as it decides which is best. */
export type RankedResult = Pick<EpochEvent, 'train'> & { readonly validation?: ValidationMetrics | undefined };

/**
 * Whether a result is better than the best so far: by accuracy on recordings where there are any, then on single examples, then by
 * cross-entropy, all on the validation split; by the loss there where there are no labels; without a validation split, by the loss in training.
 * Of equal ones the earlier is better.
 */
export function isBetter(result: RankedResult, best: RankedResult | null): boolean {
  if (!best) return true;
  const ranks = [rank(result), rank(best)] as const;
  for (let i = 0; i < ranks[0].length; i++) {
    const difference = ranks[0][i]! - ranks[1][i]!;
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function rank({ train, validation }: RankedResult): readonly number[] {
  if (!validation) return [-train.loss];
  if ('loss' in validation) return [-validation.loss];
  const examples = validationScore(validation);
  const sources = 'recordingAccuracy' in validation ? validation.recordingAccuracy : examples;
  return [sources, examples, -validation.crossEntropy];
}

import type { HostTensors } from '../engine/index.js';
import { NonFiniteError } from '../errors.js';
import {
  forTerms,
  type LossWeights,
  namedWeights,
  type RowKind,
  TERM_NAMES,
  type TermValues,
} from '../losses/index.js';
import type { EpochSums } from './checkpoint/manifest.js';
import type { Metrics } from './events/index.js';
import { LAYER_RESIDUAL } from './step.js';

/** Values of one training step: the terms of the loss, and more. */
export interface StepValues extends TermValues {
  /** Examples in the batch. */
  readonly rows: number;
  /** Labelled examples in the batch. */
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

/** Reads the step's values from the outputs of the training program. */
export function stepValues(outputs: HostTensors, rows: number): StepValues {
  const value = (name: string): number => outputs[name]!.data[0]!;
  return {
    rows,
    labelled: value('labelledCount'),
    correct: value('correct'),
    loss: value('loss'),
    ...forTerms(({ name }) => value(name)),
    ...ifNotEmpty('layers', layerResiduals(outputs)),
  };
}

/** Adds a step, weighting each term by the number of examples in its mean. */
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
    ...ifNotEmpty('layers', addLayers(sums.layers, values.layers, rows)),
  };
}

/** Returns the means over the added steps: 0 for a term without examples, no accuracy without labelled examples. */
export function meansOf(sums: EpochSums): Metrics {
  const counts: Readonly<Record<RowKind, number>> = { ...sums, valid: sums.rows };
  return {
    loss: sums.loss / Math.max(1, sums.rows),
    ...forTerms(({ name, rows }) => sums[name] / Math.max(1, counts[rows])),
    ...(sums.labelled > 0 && { accuracy: sums.correct / sums.labelled }),
    ...ifNotEmpty(
      'layers',
      mapValues(sums.layers ?? {}, (sum) => sum / Math.max(1, sums.rows)),
    ),
  };
}

function layerResiduals(outputs: HostTensors): Record<string, number> {
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

/** Returns an object with the values under a key, or an empty object if there are no values. */
function ifNotEmpty<K extends string>(
  key: K,
  values: Readonly<Record<string, number>>,
): { [key in K]?: typeof values } {
  return (Object.keys(values).length > 0 ? { [key]: values } : {}) as { [key in K]?: typeof values };
}

/**
 * Stops a run whose loss is not finite.
 * @param step counted from 1
 * @throws NonFiniteError naming the step and each non-finite term
 */
export function checkFinite(values: StepValues, step: number, advice: string): void {
  const nonFinite = ([...TERM_NAMES, 'loss'] as const).filter((term) => !Number.isFinite(values[term]));
  if (nonFinite.length === 0) return;
  const terms = nonFinite.map((term) => `${term} is ${values[term]}`).join(', ');
  throw new NonFiniteError(`step ${step}: ${terms}; ${advice}`);
}

/**
 * Stops a run whose learned loss weights are not finite, before a checkpoint holds them.
 * @param step counted from 1
 * @throws NonFiniteError naming the step and each non-finite weight
 */
export function checkFiniteWeights(weights: LossWeights, step: number, advice: string): void {
  const nonFinite = Object.entries(namedWeights(weights)).filter(([, weight]) => !Number.isFinite(weight));
  if (nonFinite.length === 0) return;
  const names = nonFinite.map(([name, weight]) => `the learned ${name} is ${weight}`).join(', ');
  throw new NonFiniteError(`step ${step}: ${names}; ${advice}`);
}

/** @throws NonFiniteError naming the first tensor with a non-finite value */
export function checkFiniteState(state: HostTensors, step: number, advice: string): void {
  for (const [name, { data }] of Object.entries(state)) {
    const nonFinite = data.find((value) => !Number.isFinite(value));
    if (nonFinite !== undefined) throw new NonFiniteError(`step ${step}: ${name} contains ${nonFinite}; ${advice}`);
  }
}

import type { HostTensor } from '#src/engine/index.js';
import { createModel, type Model } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { termWeights } from '#src/losses/index.js';
import type { StepOptions } from '#src/train/step.js';
import { rowCounts, weightScalars } from '#src/train/step-scalars.js';
import { clearanceOf, leaf, leaves } from './reference64.js';
import { network64 } from './networks64.js';
import { normalOnHost, withNormalBiases } from './normal.js';

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
export const WEIGHTS = { alpha: 0.7, beta: 0.2 };

export const scalar = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });

export const scalars = (values: Readonly<Record<string, number>>): Record<string, HostTensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, scalar(value)]));

/** A network with its parameters and one batch. */
export interface ImageStep {
  readonly model: Model;
  readonly options: StepOptions;
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** All inputs of a step apart from the parameters; every second image has no label. */
  readonly batch: Readonly<Record<string, HostTensor>>;
}

export interface ImageStepChoice {
  readonly name: string;
  readonly kind: string;
  readonly activation?: string;
  readonly inputShape: readonly number[];
  readonly classCount?: number;
  readonly reduction?: 'sum' | 'mean';
  readonly distance?: 'euclidean' | 'cosine';
  readonly rows?: number;
  /** λ, the weight of the balance term. */
  readonly balance?: number;
  /** Number of consecutive rows that show the same example. */
  readonly views?: number;
  readonly seed: number;
}

/** Builds a step of an image network with random images, initial weights, and random biases. */
export function imageStep(choice: ImageStepChoice): ImageStep {
  const { name, kind, activation = 'relu', reduction = 'sum', distance = 'euclidean', rows = 2 } = choice;
  const { inputShape, classCount = 10, balance, views } = choice;
  const model = createModel({ name, kind, activation }, { inputShape, classCount });
  const rng = createRng(choice.seed);
  const parameters = withNormalBiases(model.init(rng.split('init')), 0.1, (key) => rng.split('bias', key));
  return {
    model,
    options: {
      ...{ batchSize: rows, residual: { reduction, distance }, optimiser: ADAM },
      ...(balance && { balance }),
      ...(views && { views }),
    },
    parameters,
    batch: batchOf(model, rows, choice.seed),
  };
}

/** Random images, every second one without a label, and the loss weights. */
export function batchOf(model: Model, rows: number, seed: number): Record<string, HostTensor> {
  const rng = createRng(seed).split('batch');
  const label = Int32Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? (3 * row + 1) % 10 : -1));
  const valid = new Float32Array(rows).fill(1);
  return {
    x: normalOnHost(rng, [rows, ...model.inputShape]),
    label: { dtype: 'int32', shape: [rows], data: label },
    valid: { dtype: 'float32', shape: [rows], data: valid },
    ...scalars({ ...weightScalars(termWeights(WEIGHTS)), ...rowCounts(label, valid) }),
  };
}

/** Copies all inputs of `gradientProgram`, because a run transfers its buffers. */
export function gradientInputs({ parameters, batch }: ImageStep): Record<string, HostTensor> {
  const named = Object.entries(parameters).map(([name, tensor]) => [`parameters/${name}`, tensor] as const);
  const all = [...named, ...Object.entries(batch)];
  return Object.fromEntries(all.map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]));
}

/**
 * Smallest distance of an activation to a kink of the network, relative to its layer's activations (see
 * `clearanceOf`).
 */
export function clearanceOfStep({ model, parameters, batch }: ImageStep): number {
  return clearanceOf(network64(model, leaves(parameters))(leaf(batch['x']!)));
}

/** Relative difference of two tensors: ‖got − expected‖ / ‖expected‖. */
export function distanceOf(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, norm] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference += (got[i]! - expected[i]!) ** 2;
    norm += expected[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

/**
 * Bound on the rounding difference between engines, relative to a layer's activations. R is discontinuous where a
 * ReLU or a maximum switches, so comparisons use inputs whose activations are farther than this from every switch.
 */
export const ROUNDING = 1e-5;

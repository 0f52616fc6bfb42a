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

/** A network, where it stands, and what it is shown. */
export interface ImageStep {
  readonly model: Model;
  readonly options: StepOptions;
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** What a step takes beside parameters; every second image has no label. */
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
  /** λ of the balance. */
  readonly balance?: number;
  readonly seed: number;
}

/** A step of an image network with random images, initial weights, and biases that are not zero. */
export function imageStep(choice: ImageStepChoice): ImageStep {
  const { name, kind, activation = 'relu', reduction = 'sum', distance = 'euclidean', rows = 2, balance } = choice;
  const { inputShape, classCount = 10 } = choice;
  const model = createModel({ name, kind, activation }, { inputShape, classCount });
  const rng = createRng(choice.seed);
  const parameters = withNormalBiases(model.init(rng.split('init')), 0.1, (key) => rng.split('bias', key));
  return {
    model,
    options: { batchSize: rows, residual: { reduction, distance }, adam: ADAM, ...(balance && { balance }) },
    parameters,
    batch: batchOf(model, rows, choice.seed),
  };
}

/** Random images, of which every second has no label, with the weights of the loss. */
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

/** All inputs of `gradientProgram`, in buffers of their own: a run takes them away. */
export function gradientInputs({ parameters, batch }: ImageStep): Record<string, HostTensor> {
  const named = Object.entries(parameters).map(([name, tensor]) => [`parameters/${name}`, tensor] as const);
  const all = [...named, ...Object.entries(batch)];
  return Object.fromEntries(all.map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]));
}

/** How near an activation of the step comes to a kink of its network, of the size of its layer's activations (see `clearanceOf`). */
export function clearanceOfStep({ model, parameters, batch }: ImageStep): number {
  return clearanceOf(network64(model, leaves(parameters))(leaf(batch['x']!)));
}

/** Greatest relative difference of two tensors, as Euclidean norms. */
export function distanceOf(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [difference, norm] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    difference += (got[i]! - wanted[i]!) ** 2;
    norm += wanted[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

/**
 * R jumps where a ReLU or a maximum switches. Engines round differently, by less than this share of a layer's activations: comparisons keep
 * that clear of every switch.
 */
export const ROUNDING = 1e-5;

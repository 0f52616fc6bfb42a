import type { HostTensor, HostTensors, InputSpecs, Program, Tensors } from '../engine/types.js';
import type { ResidualOptions } from '../inversion/index.js';
import { combinedLoss, supervisedLoss, type CombinedLoss, type LossBatch } from '../losses/index.js';
import { parameterShapes, type Model } from '../models/index.js';
import { gradientsWithAux } from '../ops/vjp.js';
import type { Rng } from '../rng.js';
import { adamUpdate, type AdamOptions } from './adam.js';

/** What one training step computes. */
export interface StepOptions {
  readonly batchSize: number;
  readonly residual: ResidualOptions;
  readonly adam: AdamOptions;
  /** Cross-entropy only, for alpha = 1: the inverse is left out of the program. */
  readonly supervisedOnly?: boolean;
}

const STATE_GROUPS = ['parameters', 'firstMoment', 'secondMoment'] as const;
const SCALARS = ['learningRate', 'alpha', 'beta', 'biasCorrection1', 'biasCorrection2'] as const;

/**
 * One training step as a pure function: Eq. 10, its gradient by the parameters, Adam.
 *
 * State: `parameters/*`, `firstMoment/*`, `secondMoment/*`. Inputs: `x` [B, ...], `label` [B] int32 (below zero: unlabelled), `valid` [B]
 * (0 for rows that only fill the batch up), `noise/*` uniform in [0, 1), and the scalars `learningRate`, `alpha`, `beta`,
 * `biasCorrection1`, `biasCorrection2`. Outputs: the scalars of `CombinedLoss`.
 */
export function trainProgram(model: Model, options: StepOptions): Program {
  const { batchSize } = options;
  const shapes = parameterShapes(model);
  const state: Record<string, string> = {};
  const inputs: Record<string, { shape: readonly number[]; dtype?: 'int32' }> = {};
  for (const group of STATE_GROUPS) {
    for (const [name, shape] of Object.entries(shapes)) {
      inputs[`${group}/${name}`] = { shape };
      state[`${group}/${name}`] = `next/${group}/${name}`;
    }
  }
  for (const [name, shape] of Object.entries(model.noiseShapes(batchSize))) inputs[`noise/${name}`] = { shape };
  Object.assign(inputs, batchInputs(model, batchSize));
  for (const name of SCALARS) inputs[name] = { shape: [] };

  return {
    name: `${model.name} training step`,
    inputs,
    state,
    fn: (tensors) => {
      const { losses, gradients } = lossAndGradients(model, options, tensors);
      const old = {
        parameters: group(tensors, 'parameters'),
        firstMoment: group(tensors, 'firstMoment'),
        secondMoment: group(tensors, 'secondMoment'),
      };
      const scalars = {
        learningRate: tensors['learningRate']!,
        biasCorrection1: tensors['biasCorrection1']!,
        biasCorrection2: tensors['biasCorrection2']!,
      };
      const next = adamUpdate(old, gradients, scalars, options.adam);
      const outputs: Record<string, Tensors[string]> = { ...losses };
      for (const name of STATE_GROUPS) Object.assign(outputs, prefixed(next[name], `next/${name}/`));
      return outputs;
    },
  };
}

/** Loss and gradients without an update: for tests and comparisons. Inputs as `trainProgram` without moments; outputs also `gradient/*`. */
export function gradientProgram(model: Model, options: StepOptions): Program {
  const { inputs } = trainProgram(model, options);
  const wanted = Object.entries(inputs).filter(
    ([name]) => !/^(firstMoment|secondMoment)\/|^(learningRate|biasCorrection.)$/.test(name),
  );
  return {
    name: `${model.name} gradients`,
    inputs: Object.fromEntries(wanted),
    fn: (tensors) => {
      const { losses, gradients } = lossAndGradients(model, options, tensors);
      return { ...losses, ...prefixed(gradients, 'gradient/') };
    },
  };
}

/** State of a fresh run: initial parameters, zero moments. */
export function initialState(model: Model, rng: Rng): HostTensors {
  const parameters = model.init(rng);
  const state: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(parameters)) {
    state[`parameters/${name}`] = tensor;
    state[`firstMoment/${name}`] = { ...tensor, data: new Float32Array(tensor.data.length) };
    state[`secondMoment/${name}`] = { ...tensor, data: new Float32Array(tensor.data.length) };
  }
  return state;
}

/** The parameters within a training state, by their own names. */
export function parametersOf(state: HostTensors): HostTensors {
  return group(state, 'parameters');
}

function lossAndGradients(
  model: Model,
  options: StepOptions,
  tensors: Tensors,
): { losses: CombinedLoss; gradients: Tensors } {
  const parameters = group(tensors, 'parameters');
  const noise = group(tensors, 'noise');
  const names = Object.keys(parameters);
  const batch: LossBatch = { x: tensors['x']!, label: tensors['label']!, valid: tensors['valid']! };
  const weights = { alpha: tensors['alpha']!, beta: tensors['beta']! };
  const { aux, gradients } = gradientsWithAux(
    () => {
      const f = (x: Tensors[string]) => model.apply(parameters, x, noise);
      const losses = options.supervisedOnly
        ? supervisedLoss(f, batch)
        : combinedLoss(f, batch, weights, options.residual);
      return { value: losses.loss, aux: { ...losses } };
    },
    names.map((name) => parameters[name]!),
  );
  return { losses: aux, gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])) };
}

function batchInputs(model: Model, batchSize: number): InputSpecs {
  return {
    x: { shape: [batchSize, ...model.inputShape] },
    label: { shape: [batchSize], dtype: 'int32' },
    valid: { shape: [batchSize] },
  };
}

function group<T>(values: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name.startsWith(`${prefix}/`))
      .map(([name, value]) => [name.slice(prefix.length + 1), value]),
  );
}

function prefixed<T>(values: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

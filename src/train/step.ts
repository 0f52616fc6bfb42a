import { dividedProgram } from '../engine/divided-program.js';
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
const WEIGHTS = ['alpha', 'beta'] as const;
const ROW_COUNTS = ['labelled', 'unlabelled', 'valid'] as const;
const UPDATE_SCALARS = ['learningRate', 'biasCorrection1', 'biasCorrection2'] as const;
const LOSSES = ['loss', 'crossEntropy', 'residual', 'entropy', 'correct', 'labelledCount', 'validCount'] as const;

/**
 * One training step as a pure function: Eq. 10, its gradient by the parameters, Adam. Losses and gradients are sums over examples, so that
 * threads can share a batch.
 *
 * State: `parameters/*`, `firstMoment/*`, `secondMoment/*`. Inputs: `x` [B, ...], `label` [B] int32 (below zero: unlabelled), `valid` [B]
 * (0 for rows that only fill the batch up), `noise/*` uniform in [0, 1), and the scalars `learningRate`, `alpha`, `beta`,
 * `biasCorrection1`, `biasCorrection2`, and `rows/*` (see `rowCounts`). Outputs: the scalars of `CombinedLoss`.
 */
export function trainProgram(model: Model, options: StepOptions): Program {
  const shapes = parameterShapes(model);
  const names = Object.keys(shapes);
  const state = Object.fromEntries(
    STATE_GROUPS.flatMap((part) => names.map((name) => [`${part}/${name}`, `next/${part}/${name}`])),
  );
  const examples = exampleInputs(model, options.batchSize);
  const scalars = [...WEIGHTS, ...ROW_COUNTS.map((count) => `rows/${count}`)];

  const { rowsAtOnce } = model;
  return dividedProgram({
    name: `${model.name} training step`,
    inputs: {
      ...Object.fromEntries(
        STATE_GROUPS.flatMap((part) => Object.entries(shapes).map(([name, shape]) => [`${part}/${name}`, { shape }])),
      ),
      ...examples,
      ...Object.fromEntries([...scalars, ...UPDATE_SCALARS].map((name) => [name, { shape: [] }])),
    },
    state,
    division: {
      sliced: Object.keys(examples),
      shared: [...names.map((name) => `parameters/${name}`), ...scalars],
      partial: (tensors) => {
        const { losses, gradients } = lossAndGradients(model, options, tensors);
        return { ...losses, ...prefixed(gradients, 'gradient/') };
      },
      sums: {
        ...Object.fromEntries(LOSSES.map((name) => [name, []])),
        ...prefixed(shapes, 'gradient/'),
      },
      combine: (tensors) => update(tensors, options.adam),
      ...(rowsAtOnce !== undefined && { rowsAtOnce }),
    },
  });
}

/** Adam, from the sums over a batch. */
function update(tensors: Tensors, adam: AdamOptions): Tensors {
  const sums = group(tensors, 'sum');
  const old = {
    parameters: group(tensors, 'parameters'),
    firstMoment: group(tensors, 'firstMoment'),
    secondMoment: group(tensors, 'secondMoment'),
  };
  const [learningRate, biasCorrection1, biasCorrection2] = UPDATE_SCALARS.map((name) => tensors[name]!);
  const next = adamUpdate(
    old,
    group(sums, 'gradient'),
    { learningRate: learningRate!, biasCorrection1: biasCorrection1!, biasCorrection2: biasCorrection2! },
    adam,
  );
  return {
    ...Object.fromEntries(LOSSES.map((name) => [name, sums[name]!])),
    ...Object.fromEntries(STATE_GROUPS.flatMap((part) => Object.entries(prefixed(next[part], `next/${part}/`)))),
  };
}

/** Numbers of rows that the terms of Eq. 10 are means over, at least 1: inputs of a step, since a part of a batch does not know them. */
export function rowCounts(
  label: ArrayLike<number>,
  valid: ArrayLike<number>,
): Record<`rows/${(typeof ROW_COUNTS)[number]}`, number> {
  let labelled = 0;
  let all = 0;
  for (let row = 0; row < valid.length; row++) {
    if (valid[row] === 0) continue;
    all++;
    if (label[row]! >= 0) labelled++;
  }
  return {
    'rows/labelled': Math.max(labelled, 1),
    'rows/unlabelled': Math.max(all - labelled, 1),
    'rows/valid': Math.max(all, 1),
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
export function initialState(model: Pick<Model, 'init'>, rng: Rng): HostTensors {
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
  const rows = group(tensors, 'rows');
  const batch: LossBatch = {
    x: tensors['x']!,
    label: tensors['label']!,
    valid: tensors['valid']!,
    counts: { labelled: rows['labelled']!, unlabelled: rows['unlabelled']!, valid: rows['valid']! },
  };
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

function exampleInputs(model: Model, batchSize: number): InputSpecs {
  const noise = Object.entries(model.noiseShapes(batchSize)).map(
    ([name, shape]) => [`noise/${name}`, { shape }] as const,
  );
  return {
    x: { shape: [batchSize, ...model.inputShape] },
    label: { shape: [batchSize], dtype: 'int32' },
    valid: { shape: [batchSize] },
    ...Object.fromEntries(noise),
  };
}

export function group<T>(values: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name.startsWith(`${prefix}/`))
      .map(([name, value]) => [name.slice(prefix.length + 1), value]),
  );
}

export function prefixed<T>(values: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

import {
  dataParallelProgram,
  type DataParallelProgram,
  type DataParallel,
  type HostTensors,
  type InputSpecs,
  type Program,
  type Tensors,
} from '../engine/index.js';
import { ConfigError } from '../errors.js';
import type { LayerResidualOptions } from '../inversion/index.js';
import {
  combinedLoss,
  flatTerms,
  type LossBatch,
  outputLoss,
  type OutputOptions,
  supervisedLoss,
  TERM_NAMES,
} from '../losses/index.js';
import { invertiblePart, parameterShapes, trainableShapes, type Model } from '../models/index.js';
import { gradientsWithAux } from '../ops/index.js';
import type { Rng } from '../rng.js';
import { createOptimiser, type Optimiser, type OptimiserOptions } from './optimisers/index.js';
import { readCounts, lossScalarNames, readWeights } from './step-scalars.js';

/** What a training step computes. */
export interface StepOptions extends OutputOptions {
  readonly batchSize: number;
  readonly residual: LayerResidualOptions;
  /** Layers whose R⁽ˡ⁾ is part of the loss. */
  readonly layers?: readonly string[];
  /** The optimiser, clipping and averaging; missing options are taken from `OPTIMISER_DEFAULTS`. */
  readonly optimiser?: Partial<OptimiserOptions>;
  /** Cross-entropy alone (alpha = 1): the program does not contain the inverse. */
  readonly supervisedOnly?: boolean;
  /**
   * Weight of the term that rewards using all classes equally, relative to E; 0 or absent: plain Eq. 10. See
   * `balanceEntropy`.
   */
  readonly balance?: number;
  /** Upper limit on the model's micro-batch size. */
  readonly microBatchSize?: number;
}

const LOSSES = ['loss', ...TERM_NAMES, 'correct', 'labelledCount', 'validCount'] as const;
/** Prefix of the outputs with the layers' R⁽ˡ⁾. */
export const LAYER_RESIDUAL = 'residual/';

/**
 * One training step as a pure function: the loss (Eq. 10 or 11), its gradient with respect to the parameters, and the
 * optimiser's update. Losses and gradients are sums over examples, so that threads can work on shards of a batch.
 *
 * State: `parameters/*`, and of the parameters that are not frozen `firstMoment/*`, `secondMoment/*` (Adam, AdamW) and
 * `average/*` (if they are averaged).
 *
 * Inputs: `x` [B, ...], `label` int32 (see `LossBatch`), `valid` [B] (0 for padding rows), `noise/*` uniform
 * in [0, 1), and the scalars `learningRate`, those of the optimiser (see `Optimiser.scalarsAt`; Adam's are
 * `biasCorrections`), `weight/*` (see `weightScalars`) and `rows/*` (see `rowCounts`), which `scalarInputs` converts to
 * tensors.
 *
 * Outputs: the scalars of `CombinedLoss`; R of layers as `residual/<layer>`.
 * @throws ConfigError if every parameter of the network is frozen, or an option of the optimiser would have no effect
 */
export function trainProgram(model: Model, options: StepOptions): Program {
  const optimiser = createOptimiser(options.optimiser);
  const trained = trainableShapes(model);
  const stateShapes = Object.fromEntries(
    optimiser.stateGroups.flatMap((group) =>
      Object.entries(addPrefix(group === 'parameters' ? parameterShapes(model) : trained, `${group}/`)),
    ),
  );
  return dataParallelProgram({
    name: `${model.name} training step`,
    inputs: {
      ...asSpecs(stateShapes),
      ...lossInputs(model, options),
      ...Object.fromEntries(optimiser.scalarNames.map((name) => [name, { shape: [] }])),
    },
    state: Object.fromEntries(Object.keys(stateShapes).map((name) => [name, `next/${name}`])),
    dataParallel: {
      ...dataParallelLoss(model, options),
      reduce: (tensors) => update(tensors, lossNames(options), optimiser),
    },
  });
}

/**
 * Data-parallel program of the loss and its gradients, without an update. Takes the inputs of `trainProgram` without
 * moments; its outputs include `gradient/*`.
 */
export function dataParallelGradientProgram(model: Model, options: StepOptions): DataParallelProgram {
  return dataParallelProgram({
    name: `${model.name} gradients`,
    inputs: { ...addPrefix(asSpecs(parameterShapes(model)), 'parameters/'), ...lossInputs(model, options) },
    dataParallel: { ...dataParallelLoss(model, options), reduce: (tensors) => pickPrefixed(tensors, 'sum') },
  });
}

/** The program of `dataParallelGradientProgram` on the whole batch, not data-parallel. */
export function gradientProgram(model: Model, options: StepOptions): Program {
  const { name, inputs, fn } = dataParallelGradientProgram(model, options);
  return { name, inputs, fn };
}

/** Inputs of the loss: batch and scalars. */
function lossInputs(model: Model, options: StepOptions): InputSpecs {
  const { layers = [] } = options;
  const scalars = lossScalarNames(layers).map((name) => [name, { shape: [] }] as const);
  return { ...exampleInputs(model, options), ...Object.fromEntries(scalars) };
}

/** Names of the losses among the outputs. */
function lossNames({ layers = [] }: StepOptions): string[] {
  return [...LOSSES, ...layers.map((layer) => LAYER_RESIDUAL + layer)];
}

/** Computes loss and gradients as sums over examples. */
function dataParallelLoss(model: Model, options: StepOptions): Omit<DataParallel, 'reduce'> {
  const names = Object.keys(parameterShapes(model));
  const trained = trainableShapes(model);
  if (Object.keys(trained).length === 0) {
    throw new ConfigError(`network "${model.name}": expected something to train, got frozen parameters only`);
  }
  const { balance = 0, views = 1 } = options;
  // The balance term needs the mean prediction of the whole batch, which a shard cannot compute.
  const microBatchSize =
    model.microBatchSize && balance === 0
      ? Math.min(model.microBatchSize, options.microBatchSize ?? Infinity)
      : undefined;
  return {
    batched: Object.keys(exampleInputs(model, options)),
    replicated: [...names.map((name) => `parameters/${name}`), ...lossScalarNames(options.layers ?? [])],
    map: (tensors) => {
      const { losses, gradients } = lossAndGradients(model, options, tensors);
      return { ...losses, ...addPrefix(gradients, 'gradient/') };
    },
    sums: {
      ...Object.fromEntries(lossNames(options).map((name) => [name, []])),
      ...addPrefix(trained, 'gradient/'),
    },
    ...(microBatchSize !== undefined && { microBatchSize }),
    rowsPerExample: views,
  };
}

/** Updates the state from the sums over a batch. */
function update(tensors: Tensors, losses: readonly string[], optimiser: Optimiser): Tensors {
  const { stateGroups } = optimiser;
  const sums = pickPrefixed(tensors, 'sum');
  const gradients = pickPrefixed(sums, 'gradient');
  const parameters = Object.entries(pickPrefixed(tensors, 'parameters'));
  // Parameters without a gradient are frozen.
  const frozen = parameters.filter(([name]) => !(name in gradients));
  const current = {
    ...Object.fromEntries(stateGroups.map((group) => [group, pickPrefixed(tensors, group)])),
    parameters: Object.fromEntries(parameters.filter(([name]) => name in gradients)),
  };
  const next = optimiser.update(current, gradients, tensors);
  return {
    ...Object.fromEntries(losses.map((name) => [name, sums[name]!])),
    ...Object.fromEntries(stateGroups.flatMap((group) => Object.entries(addPrefix(next[group]!, `next/${group}/`)))),
    ...Object.fromEntries(frozen.map(([name, tensor]) => [`next/parameters/${name}`, tensor.clone()])),
  };
}

/**
 * Returns the state of a new run: initial parameters, and of the trainable ones what the optimiser remembers.
 * @param optimiser options of the run's step; missing ones are taken from `OPTIMISER_DEFAULTS`
 */
export function initialState(
  model: Pick<Model, 'init' | 'frozen'>,
  rng: Rng,
  optimiser?: Partial<OptimiserOptions>,
): HostTensors {
  const parameters = model.init(rng);
  const trained = Object.entries(parameters).filter(([name]) => !model.frozen?.includes(name));
  return {
    ...addPrefix(parameters, 'parameters/'),
    ...createOptimiser(optimiser).initialState(Object.fromEntries(trained)),
  };
}

/** Returns the parameters of a training state, by their names in the model. */
export function parametersOf(state: HostTensors): HostTensors {
  return pickPrefixed(state, 'parameters');
}

function lossAndGradients(
  model: Model,
  options: StepOptions,
  tensors: Tensors,
): { losses: Tensors; gradients: Tensors } {
  const { layers = [], residual, balance = 0, supervisedOnly } = options;
  const parameters = pickPrefixed(tensors, 'parameters');
  const noise = pickPrefixed(tensors, 'noise');
  const names = Object.keys(parameters).filter((name) => !model.frozen?.includes(name));
  const { f, x } = invertiblePart(model, parameters, tensors['x']!, noise);
  const batch: LossBatch = {
    x,
    label: tensors['label']!,
    valid: tensors['valid']!,
    counts: readCounts(tensors),
  };
  const { aux, gradients } = gradientsWithAux(
    () => {
      const losses = supervisedOnly
        ? supervisedLoss(f, batch, options)
        : combinedLoss(f, batch, readWeights(tensors, layers), { ...options, ...residual, balance });
      const { loss, correct, labelledCount, validCount } = losses;
      return {
        value: loss,
        aux: { loss, ...flatTerms(losses, LAYER_RESIDUAL), correct, labelledCount, validCount },
      };
    },
    names.map((name) => parameters[name]!),
  );
  return { losses: aux, gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])) };
}

function exampleInputs(model: Model, options: StepOptions): InputSpecs {
  const { batchSize } = options;
  const noise = Object.entries(model.noiseShapes(batchSize)).map(
    ([name, shape]) => [`noise/${name}`, { shape }] as const,
  );
  return {
    x: { shape: [batchSize, ...model.inputShape] },
    label: outputLoss(options).labelSpec(batchSize, model.classCount),
    valid: { shape: [batchSize] },
    ...Object.fromEntries(noise),
  };
}

function asSpecs(shapes: Readonly<Record<string, readonly number[]>>): Record<string, { shape: readonly number[] }> {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }]));
}

/** Selects the values named `prefix/...` and removes the prefix from their names. */
export function pickPrefixed<T>(values: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name.startsWith(`${prefix}/`))
      .map(([name, value]) => [name.slice(prefix.length + 1), value]),
  );
}

/** Adds a prefix to the names of all values. */
export function addPrefix<T>(values: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

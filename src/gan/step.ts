import type { HostTensors, Program, Tensors } from '../engine/index.js';
import { residual, type ResidualOptions } from '../inversion/index.js';
import { discriminatorLoss, generatorLoss, type DiscriminatorLoss, type GeneratorLoss } from '../losses/index.js';
import { parameterShapes, type Generator, type Model } from '../models/index.js';
import { gradientsWithAux, type Tensor, tf } from '../ops/index.js';
import type { Rng } from '../rng.js';
import {
  type AdamInputs,
  type AdamOptions,
  adamUpdate,
  pickPrefixed,
  initialState,
  addPrefix,
} from '../train/index.js';

/** The two networks of an EBGAN. */
export interface Players {
  /** Any network f; its R is the energy. Runs without dropout: an energy is a function of x. */
  readonly discriminator: Model;
  readonly generator: Generator;
}

/** Settings of a step of adversarial training. */
export interface EbganStepOptions {
  /** Number of real examples per step, and of generated ones. */
  readonly batchSize: number;
  readonly residual: ResidualOptions;
  readonly adam: AdamOptions;
}

/** Names of the two networks: the prefixes of their state. */
export const PLAYERS = ['discriminator', 'generator'] as const;
export type Player = (typeof PLAYERS)[number];

const STATE_GROUPS = ['parameters', 'firstMoment', 'secondMoment'] as const;

/** Scalar inputs of a step: the two of the loss, Adam's bias corrections, and a learning rate per network. */
export const STEP_SCALARS = [
  'margin',
  'pullingAwayWeight',
  'biasCorrection1',
  'biasCorrection2',
  'discriminator/learningRate',
  'generator/learningRate',
] as const;

/** Scalar outputs of a step. */
export const STEP_OUTPUTS = [
  'discriminatorLoss',
  'generatorLoss',
  'realEnergy',
  'fakeEnergy',
  'belowMargin',
  'pullingAway',
] as const;

/**
 * One step of both networks as a pure function. First the discriminator: the gradient of L_D with respect to its
 * parameters, and Adam. Then, with the updated discriminator, the generator: the gradient of L_G with respect to its
 * parameters, and Adam. Both use the same latent noise; each network's gradient is taken only over its own parameters.
 *
 * State: `discriminator/*` and `generator/*`, each with `parameters/*`, `firstMoment/*`, `secondMoment/*`. Inputs: `x`
 * [B, ...], real examples; `z` [B, latentSize], standard normal; and the scalars `STEP_SCALARS`. Outputs: the scalars
 * `STEP_OUTPUTS`; `realEnergy` and `fakeEnergy` are those before the update.
 */
export function ebganProgram(
  players: Players,
  { batchSize, residual: energyOptions, adam }: EbganStepOptions,
): Program {
  const { discriminator, generator } = players;
  const shapes = stateShapes(players);
  return {
    name: `EBGAN step of ${discriminator.name} and ${generator.name}`,
    inputs: {
      ...Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }])),
      x: { shape: [batchSize, ...discriminator.inputShape] },
      z: { shape: [batchSize, generator.latentSize] },
      ...Object.fromEntries(STEP_SCALARS.map((name) => [name, { shape: [] }])),
    },
    state: Object.fromEntries(Object.keys(shapes).map((name) => [name, `next/${name}`])),
    fn: (tensors) => {
      const discriminatorStep = discriminatorGradients(players, energyOptions, tensors);
      const nextDiscriminator = adamStep('discriminator', tensors, discriminatorStep.gradients, adam);
      const generatorStep = generatorGradients(players, energyOptions, {
        ...tensors,
        ...addPrefix(nextDiscriminator, 'discriminator/'),
      });
      const nextGenerator = adamStep('generator', tensors, generatorStep.gradients, adam);
      const { loss, realEnergy, fakeEnergy, belowMargin } = discriminatorStep.losses;
      return {
        discriminatorLoss: loss,
        generatorLoss: generatorStep.losses.loss,
        ...{ realEnergy, fakeEnergy, belowMargin, pullingAway: generatorStep.losses.pullingAway },
        ...addPrefix(nextDiscriminator, 'next/discriminator/'),
        ...addPrefix(nextGenerator, 'next/generator/'),
      };
    },
  };
}

/**
 * Losses and gradients of both networks at the same parameters, without an update. For tests. Inputs: those of
 * `ebganProgram` except moments, learning rates and bias corrections.
 */
export function ebganGradientProgram(players: Players, options: EbganStepOptions): Program {
  const { inputs } = ebganProgram(players, options);
  return {
    name: 'EBGAN gradients',
    inputs: Object.fromEntries(
      Object.entries(inputs).filter(
        ([name]) => !/\/(firstMoment|secondMoment|learningRate)\b|^biasCorrection/.test(name),
      ),
    ),
    fn: (tensors) => {
      const discriminatorStep = discriminatorGradients(players, options.residual, tensors);
      const generatorStep = generatorGradients(players, options.residual, tensors);
      return {
        discriminatorLoss: discriminatorStep.losses.loss,
        generatorLoss: generatorStep.losses.loss,
        ...addPrefix(discriminatorStep.gradients, 'gradient/discriminator/'),
        ...addPrefix(generatorStep.gradients, 'gradient/generator/'),
      };
    },
  };
}

/** State of a new run: initial parameters of both networks, zero moments. */
export function initialEbganState({ discriminator, generator }: Players, rng: Rng): HostTensors {
  return {
    ...addPrefix(initialState(discriminator, rng.split('discriminator')), 'discriminator/'),
    ...addPrefix(initialState(generator, rng.split('generator')), 'generator/'),
  };
}

/** Parameters of one network in a state, keyed by its own parameter names. */
export function parametersOfPlayer(state: HostTensors, player: Player): HostTensors {
  return pickPrefixed(state, `${player}/parameters`);
}

function stateShapes({ discriminator, generator }: Players): Record<string, readonly number[]> {
  const shapes = { discriminator: parameterShapes(discriminator), generator: parameterShapes(generator) };
  return Object.fromEntries(
    PLAYERS.flatMap((player) =>
      STATE_GROUPS.flatMap((group) => Object.entries(addPrefix(shapes[player], `${player}/${group}/`))),
    ),
  );
}

/** L_D and its gradient with respect to the discriminator's parameters; generated examples are constants. */
function discriminatorGradients(
  { discriminator, generator }: Players,
  options: ResidualOptions,
  tensors: Tensors,
): { losses: DiscriminatorLoss; gradients: Tensors } {
  const parameters = pickPrefixed(tensors, 'discriminator/parameters');
  const fake = generator.apply(pickPrefixed(tensors, 'generator/parameters'), tensors['z']!);
  const real = tensors['x']!;
  const count = real.shape[0];
  return lossAndGradients(parameters, () => {
    // One pass over real and generated examples: twice the rows cost less than two calls.
    const energy = residual((x) => discriminator.apply(parameters, x), options)(tf.concat([real, fake])).residual;
    return discriminatorLoss(tf.slice(energy, [0], [count]), tf.slice(energy, [count], [count]), tensors['margin']!);
  });
}

/** L_G and its gradient with respect to the generator's parameters, a second derivative of the discriminator (in R). */
function generatorGradients(
  { discriminator, generator }: Players,
  options: ResidualOptions,
  tensors: Tensors,
): { losses: GeneratorLoss; gradients: Tensors } {
  const discriminatorParameters = pickPrefixed(tensors, 'discriminator/parameters');
  const parameters = pickPrefixed(tensors, 'generator/parameters');
  return lossAndGradients(parameters, () => {
    const fake = generator.apply(parameters, tensors['z']!);
    const { output, residual: energy } = residual(
      (x) => discriminator.apply(discriminatorParameters, x),
      options,
    )(fake);
    return generatorLoss(energy, output, tensors['pullingAwayWeight']!);
  });
}

function lossAndGradients<Losses extends { readonly loss: Tensor }>(
  parameters: Tensors,
  loss: () => Losses,
): { losses: Losses; gradients: Tensors } {
  const names = Object.keys(parameters);
  const { aux, gradients } = gradientsWithAux(
    () => {
      const losses = loss();
      return { value: losses.loss, aux: { ...losses } };
    },
    names.map((name) => parameters[name]!),
  );
  return { losses: aux, gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])) };
}

/** Adam for one network: its next state, keyed `parameters/*`, `firstMoment/*`, `secondMoment/*`. */
function adamStep(player: Player, tensors: Tensors, gradients: Tensors, options: AdamOptions): Record<string, Tensor> {
  const state = pickPrefixed(tensors, player);
  const inputs: AdamInputs = {
    learningRate: tensors[`${player}/learningRate`]!,
    biasCorrection1: tensors['biasCorrection1']!,
    biasCorrection2: tensors['biasCorrection2']!,
  };
  const next = adamUpdate(
    {
      parameters: pickPrefixed(state, 'parameters'),
      firstMoment: pickPrefixed(state, 'firstMoment'),
      secondMoment: pickPrefixed(state, 'secondMoment'),
    },
    gradients,
    inputs,
    options,
  );
  return Object.assign({}, ...STATE_GROUPS.map((group) => addPrefix(next[group], `${group}/`))) as Record<
    string,
    Tensor
  >;
}

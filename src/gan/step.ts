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
  /** Any network f: its R is the energy. Dropout is left out: an energy is a function of x. */
  readonly discriminator: Model;
  readonly generator: Generator;
}

/** What one step of adversarial training computes. */
export interface EbganStepOptions {
  /** Real examples a step, and as many generated ones. */
  readonly batchSize: number;
  readonly residual: ResidualOptions;
  readonly adam: AdamOptions;
}

/** Names of the players, which their state is kept under. */
export const PLAYERS = ['discriminator', 'generator'] as const;
export type Player = (typeof PLAYERS)[number];

const STATE_GROUPS = ['parameters', 'firstMoment', 'secondMoment'] as const;

/** Scalars that a step takes: the loss's two, Adam's, a learning rate for each player. */
export const STEP_SCALARS = [
  'margin',
  'pullingAwayWeight',
  'biasCorrection1',
  'biasCorrection2',
  'discriminator/learningRate',
  'generator/learningRate',
] as const;

/** Scalars that a step gives. */
export const STEP_OUTPUTS = [
  'discriminatorLoss',
  'generatorLoss',
  'realEnergy',
  'fakeEnergy',
  'belowMargin',
  'pullingAway',
] as const;

/**
 * One step of both players as a pure function: L_D's gradient by the discriminator's parameters and Adam; then, with those new parameters,
 * L_G's by the generator's and Adam. Both see the same latent noise. Each player's gradients are by its own parameters alone.
 *
 * State: `discriminator/*` and `generator/*`, each `parameters/*`, `firstMoment/*`, `secondMoment/*`. Inputs: `x` [B, ...] real examples, `z`
 * [B, latentSize] standard normal, and the scalars `STEP_SCALARS`. Outputs: the scalars `STEP_OUTPUTS`; energies are those before the update.
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
      const first = discriminatorGradients(players, energyOptions, tensors);
      const nextDiscriminator = updated('discriminator', tensors, first.gradients, adam);
      const second = generatorGradients(players, energyOptions, {
        ...tensors,
        ...addPrefix(nextDiscriminator, 'discriminator/'),
      });
      const nextGenerator = updated('generator', tensors, second.gradients, adam);
      const { loss, realEnergy, fakeEnergy, belowMargin } = first.losses;
      return {
        discriminatorLoss: loss,
        generatorLoss: second.losses.loss,
        ...{ realEnergy, fakeEnergy, belowMargin, pullingAway: second.losses.pullingAway },
        ...addPrefix(nextDiscriminator, 'next/discriminator/'),
        ...addPrefix(nextGenerator, 'next/generator/'),
      };
    },
  };
}

/** Losses and gradients of both players at the same parameters, without an update: for tests. Inputs as `ebganProgram` without moments. */
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
      const first = discriminatorGradients(players, options.residual, tensors);
      const second = generatorGradients(players, options.residual, tensors);
      return {
        discriminatorLoss: first.losses.loss,
        generatorLoss: second.losses.loss,
        ...addPrefix(first.gradients, 'gradient/discriminator/'),
        ...addPrefix(second.gradients, 'gradient/generator/'),
      };
    },
  };
}

/** State of a fresh run: initial parameters of both, zero moments. */
export function initialEbganState({ discriminator, generator }: Players, rng: Rng): HostTensors {
  return {
    ...addPrefix(initialState(discriminator, rng.split('discriminator')), 'discriminator/'),
    ...addPrefix(initialState(generator, rng.split('generator')), 'generator/'),
  };
}

/** One player's parameters within a state, by their own names. */
export function parametersOfPlayer(state: HostTensors, player: Player): HostTensors {
  return pickPrefixed(state, `${player}/parameters`);
}

function stateShapes({ discriminator, generator }: Players): Record<string, readonly number[]> {
  const shapes = { discriminator: parameterShapes(discriminator), generator: parameterShapes(generator) };
  return Object.fromEntries(
    PLAYERS.flatMap((player) =>
      STATE_GROUPS.flatMap((part) => Object.entries(addPrefix(shapes[player], `${player}/${part}/`))),
    ),
  );
}

/** L_D and its gradient by the discriminator's parameters: the examples of the generator are constants. */
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
    // One pass over both: twice the rows cost less than twice the calls.
    const energy = residual((x) => discriminator.apply(parameters, x), options)(tf.concat([real, fake])).residual;
    return discriminatorLoss(tf.slice(energy, [0], [count]), tf.slice(energy, [count], [count]), tensors['margin']!);
  });
}

/** L_G and its gradient by the generator's parameters, through R and so through a second derivative of the discriminator's network. */
function generatorGradients(
  { discriminator, generator }: Players,
  options: ResidualOptions,
  tensors: Tensors,
): { losses: GeneratorLoss; gradients: Tensors } {
  const judge = pickPrefixed(tensors, 'discriminator/parameters');
  const parameters = pickPrefixed(tensors, 'generator/parameters');
  return lossAndGradients(parameters, () => {
    const fake = generator.apply(parameters, tensors['z']!);
    const { output, residual: energy } = residual((x) => discriminator.apply(judge, x), options)(fake);
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

/** Adam for one player: its next state, by `parameters/*`, `firstMoment/*`, `secondMoment/*`. */
function updated(player: Player, tensors: Tensors, gradients: Tensors, options: AdamOptions): Record<string, Tensor> {
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
  return Object.assign({}, ...STATE_GROUPS.map((part) => addPrefix(next[part], `${part}/`))) as Record<string, Tensor>;
}

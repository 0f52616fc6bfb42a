import { describe, expect, it } from 'vitest';
import { IMAGE_DATASETS } from '#src/data/images/index.js';
import type { Engine, HostTensor, HostTensors } from '#src/engine/index.js';
import { createModel, imageGenerator, mlp, segmentGenerator, spectralMlp } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import {
  ebganGradientProgram,
  ebganProgram,
  initialEbganState,
  parametersOfPlayer,
  type EbganStepOptions,
  type Players,
} from '#src/gan/index.js';
import { tf } from '#src/ops/index.js';
import { useEngines } from '../engine/kernels/engines.js';
import { along, directionalDerivative, randomDirection, type Arrays64 } from '../helpers/finite-differences64.js';
import { network64 } from '../helpers/networks64.js';
import { normalOnHost } from '../helpers/normal.js';
import {
  discriminatorLoss64,
  generatorLoss64,
  imageGenerator64,
  mlp64,
  segmentGenerator64,
  spectralMlp64,
} from '../helpers/ebgan64.js';
import type { Array64, Function64, Node64 } from '../helpers/reference64.js';

const BATCH = 4;
const LATENT = 3;
const SIDE = 8;
const SAMPLES = 40;
const { mean, std } = IMAGE_DATASETS.mnist.statistics;
const ADAM = { beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };

interface Case {
  readonly players: Players;
  readonly options: EbganStepOptions;
  readonly margin: number;
  readonly discriminator64: (parameters: Arrays64) => Function64;
  readonly generator64: (parameters: Arrays64, z: Array64) => Node64;
}

const image = imageGenerator({
  outputShape: [SIDE, SIDE, 1],
  latentSize: LATENT,
  channels: 2,
  normalisation: 'standard',
  statistics: IMAGE_DATASETS.mnist.statistics,
  inputScale: 1,
});
const segment = segmentGenerator({
  outputShape: [SAMPLES],
  latentSize: LATENT,
  channels: 3,
  filters: 4,
  filterLength: 8,
  stride: 4,
});
const smallCnn = createModel(
  { name: 'small-cnn', kind: 'mean', activation: 'relu' },
  { inputShape: [SIDE, SIDE, 1], classCount: 6 },
);
const dense = (inputShape: readonly number[]) =>
  mlp({ inputShape, classCount: 6 }, { hidden: [9], activation: 'relu' });
const image64 = (parameters: Arrays64, z: Array64) =>
  imageGenerator64(parameters, z, { side: SIDE, channels: 2, mean: mean[0]!, std: std[0]! });
const segment64 = (parameters: Arrays64, z: Array64) =>
  segmentGenerator64(parameters, z, { samples: SAMPLES, channels: 3, stride: 4 });

const step = (reduction: 'sum' | 'mean', distance: 'euclidean' | 'cosine'): EbganStepOptions => ({
  batchSize: BATCH,
  residual: { reduction, distance },
  adam: ADAM,
});

const CASES: readonly (readonly [string, Case])[] = [
  [
    'dense network and images, cosine',
    {
      players: { discriminator: dense([SIDE, SIDE, 1]), generator: image },
      options: step('mean', 'cosine'),
      margin: 0.9,
      discriminator64: mlp64,
      generator64: image64,
    },
  ],
  [
    'small-cnn and images, squared norm',
    {
      players: { discriminator: smallCnn, generator: image },
      options: step('sum', 'euclidean'),
      margin: 120,
      discriminator64: (parameters) => network64(smallCnn, parameters),
      generator64: image64,
    },
  ],
  [
    'dense network and segments, mean squared error',
    {
      players: { discriminator: dense([SAMPLES]), generator: segment },
      options: step('mean', 'euclidean'),
      margin: 1.05,
      discriminator64: mlp64,
      generator64: segment64,
    },
  ],
  [
    'dense network on magnitudes and segments, cosine',
    {
      players: {
        discriminator: spectralMlp(
          { inputShape: [SAMPLES], classCount: 6 },
          { hidden: [9], activation: 'relu', windowLength: 8 },
        ),
        generator: segment,
      },
      options: step('mean', 'cosine'),
      margin: 0.9,
      discriminator64: (parameters) => spectralMlp64(parameters, 8),
      generator64: segment64,
    },
  ],
];

const engines = useEngines();

/** Inputs of the programs, except moments and learning rates. */
function inputsOf({ players, margin }: Case, { seed = 1, pullingAwayWeight = 0.3 } = {}) {
  const rng = createRng(seed);
  return {
    x: normalOnHost(rng.split('x'), [BATCH, ...players.discriminator.inputShape]),
    z: normalOnHost(rng.split('z'), [BATCH, LATENT]),
    margin: scalar(margin),
    pullingAwayWeight: scalar(pullingAwayWeight),
  };
}

const scalar = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
const copies = (tensors: HostTensors): HostTensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]));
const float64 = (tensors: HostTensors): Record<string, Array64> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
  );
const withPrefix = (prefix: string, tensors: HostTensors): HostTensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));

describe.each(CASES)('gradients of both networks equal float64 finite differences: %s', (_, players) => {
  it('along random directions in the space of all their own parameters', async () => {
    const { discriminator, generator } = players.players;
    const state = initialEbganState(players.players, createRng(4));
    const parameters = {
      discriminator: parametersOfPlayer(state, 'discriminator'),
      generator: parametersOfPlayer(state, 'generator'),
    };
    const inputs = inputsOf(players);
    const program = await engines.compiled.compile(ebganGradientProgram(players.players, players.options));
    const { outputs } = await program.run(
      copies({
        ...inputs,
        ...withPrefix('discriminator/parameters/', parameters.discriminator),
        ...withPrefix('generator/parameters/', parameters.generator),
      }),
    );
    await program.dispose();

    const { x, z } = float64({ x: inputs.x, z: inputs.z }) as Record<'x' | 'z', Array64>;
    const [theta, phi] = [float64(parameters.discriminator), float64(parameters.generator)];
    const fake = players.generator64(phi, z);
    const residual = players.options.residual;
    const losses = {
      discriminator: discriminatorLoss64(players.discriminator64, x, fake, players.margin, residual),
      generator: generatorLoss64(
        players.discriminator64(theta),
        (parameters) => players.generator64(parameters, z),
        0.3,
        residual,
      ),
    };
    expect(discriminator.parameterCount + generator.parameterCount).toBeGreaterThan(0);
    for (const [player, at] of [
      ['discriminator', theta],
      ['generator', phi],
    ] as const) {
      const loss = losses[player](at).value;
      expect(Math.abs(outputs[`${player}Loss`]!.data[0]! / loss - 1), player).toBeLessThan(1e-4);
      const gradients = Object.fromEntries(
        Object.keys(at).map((name) => [name, outputs[`gradient/${player}/${name}`]!]),
      );
      let checked = 0;
      for (let i = 0; i < 6; i++) {
        const direction = randomDirection(createRng(8).split(player, i), at);
        const expected = directionalDerivative(losses[player], at, direction);
        if (expected === undefined) continue;
        checked++;
        expect(
          Math.abs(along(gradients, direction) - expected) / sizeOf(gradients, direction),
          `${player} ${i}`,
        ).toBeLessThan(2e-3);
      }
      expect(checked, player).toBeGreaterThanOrEqual(4);
    }
  });
});

/** Root mean square of the projection over random signs of the direction. */
function sizeOf(gradients: HostTensors, direction: Arrays64): number {
  let squares = 0;
  for (const [name, { data }] of Object.entries(direction))
    data.forEach((value, i) => (squares += (value * gradients[name]!.data[i]!) ** 2));
  return Math.sqrt(squares);
}

/** Runs steps from the initial state. @param rates learning rates of both networks */
async function run(
  engine: Engine,
  players: Case,
  rates: { readonly discriminator: number; readonly generator: number },
  { steps = 1, margin = players.margin, pullingAwayWeight = 0 } = {},
) {
  const program = await engine.compile(ebganProgram(players.players, players.options));
  const before = initialEbganState(players.players, createRng(4));
  await program.writeState(before);
  const values: Record<string, number>[] = [];
  for (let i = 1; i <= steps; i++) {
    const { outputs } = await program.run(
      copies({
        ...inputsOf(players, { pullingAwayWeight }),
        margin: scalar(margin),
        biasCorrection1: scalar(1 - ADAM.beta1 ** i),
        biasCorrection2: scalar(1 - ADAM.beta2 ** i),
        'discriminator/learningRate': scalar(rates.discriminator),
        'generator/learningRate': scalar(rates.generator),
      }),
    );
    values.push(Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data[0]!])));
  }
  const after = await program.readState();
  await program.dispose();
  return { before, after, values };
}

const changed = (before: HostTensors, after: HostTensors, player: 'discriminator' | 'generator'): boolean =>
  Object.entries(parametersOfPlayer(before, player)).some(([name, { data }]) =>
    data.some((value, i) => value !== parametersOfPlayer(after, player)[name]!.data[i]),
  );

describe('a step', () => {
  const [, players] = CASES[0]!;

  it('of one network does not change the other', async () => {
    const first = await run(engines.compiled, players, { discriminator: 1e-3, generator: 0 });
    expect(changed(first.before, first.after, 'discriminator')).toBe(true);
    expect(changed(first.before, first.after, 'generator')).toBe(false);
    const second = await run(engines.compiled, players, { discriminator: 0, generator: 1e-3 });
    expect(changed(second.before, second.after, 'discriminator')).toBe(false);
    expect(changed(second.before, second.after, 'generator')).toBe(true);
  });

  it('of the discriminator lowers R(x) and raises R(G(z)) below the margin', async () => {
    const { values } = await run(
      engines.compiled,
      players,
      { discriminator: 3e-3, generator: 0 },
      { steps: 25, margin: 2 },
    );
    expect(values.at(-1)!['realEnergy']).toBeLessThan(values[0]!['realEnergy']! - 0.05);
    expect(values.at(-1)!['fakeEnergy']).toBeGreaterThan(values[0]!['fakeEnergy']! + 0.05);
    expect(values[0]!['belowMargin']).toBe(1);
  });

  it('of the discriminator ignores generated examples with an energy above the margin', async () => {
    const { values } = await run(engines.compiled, players, { discriminator: 3e-3, generator: 0 }, { margin: 1e-3 });
    expect(values[0]!['belowMargin']).toBe(0);
    expect(values[0]!['discriminatorLoss']).toBe(values[0]!['realEnergy']);
  });

  it('of the generator lowers R(G(z))', async () => {
    const { values } = await run(engines.compiled, players, { discriminator: 0, generator: 3e-3 }, { steps: 25 });
    expect(values.at(-1)!['fakeEnergy']).toBeLessThan(values[0]!['fakeEnergy']! - 0.05);
    expect(values.at(-1)!['realEnergy']).toBe(values[0]!['realEnergy']);
  });

  it('of the generator lowers the pulling-away term if its weight dominates', async () => {
    const rates = { discriminator: 0, generator: 3e-3 };
    const { values } = await run(engines.compiled, players, rates, { steps: 25, pullingAwayWeight: 100 });
    expect(values.at(-1)!['pullingAway']).toBeLessThan(values[0]!['pullingAway']! * 0.9);
  });

  it('of the generator uses the updated discriminator', async () => {
    const still = await run(engines.compiled, players, { discriminator: 0, generator: 0 });
    const moved = await run(engines.compiled, players, { discriminator: 1e-2, generator: 0 });
    expect(moved.values[0]!['fakeEnergy']).toBe(still.values[0]!['fakeEnergy']);
    expect(moved.values[0]!['generatorLoss']).not.toBe(still.values[0]!['generatorLoss']);
  });

  it('is the same on both engines, and leaves no tensors behind', async () => {
    const rates = { discriminator: 1e-3, generator: 1e-3 };
    const compiled = await run(engines.compiled, players, rates, { steps: 2, pullingAwayWeight: 0.3 });
    const tensors = tf.memory().numTensors;
    const eager = await run(engines.reference, players, rates, { steps: 2, pullingAwayWeight: 0.3 });
    expect(tf.memory().numTensors).toBe(tensors);
    for (const [name, value] of Object.entries(eager.values[1]!)) {
      expect(Math.abs(compiled.values[1]![name]! - value), name).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
    }
  });
});

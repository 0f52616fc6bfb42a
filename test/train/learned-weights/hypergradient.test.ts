import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createEngine,
  type CompiledProgram,
  type Engine,
  type HostTensor,
  type HostTensors,
} from '#src/engine/index.js';
import { termWeights, type LossWeights } from '#src/losses/index.js';
import type { Model } from '#src/models/index.js';
import { dense, sigmoid } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { biasCorrections } from '#src/train/optimisers/adam.js';
import { loadConfig } from '#src/train/config/index.js';
import { adamDerivative } from '#src/train/learned-weights/adam-derivative.js';
import { createWeightLearner } from '#src/train/learned-weights/learner.js';
import { updateWeights } from '#src/train/learned-weights/update-weights.js';
import { stepOptions } from '#src/train/step-options.js';
import { rowCounts, weightScalars } from '#src/train/step-scalars.js';
import { gradientProgram, initialState, trainProgram } from '#src/train/step.js';
import { scalars } from '../../helpers/image-steps.js';
import { normalOnHost } from '../../helpers/normal.js';
import { recordingTasks } from '#audio/training/index.js';

const ROWS = 6;
const [INPUTS, HIDDEN, CLASSES] = [5, 7, 3];
const LEARNING_RATE = 0.05;

/** A smooth network, so that finite differences of float32 losses are meaningful. */
const MODEL: Model = {
  name: 'smooth',
  spec: { name: 'smooth' },
  inputShape: [INPUTS],
  classCount: CLASSES,
  parameterCount: INPUTS * HIDDEN + HIDDEN + HIDDEN * CLASSES,
  layers: ['hidden'],
  noiseShapes: () => ({}),
  init: (rng) => ({
    w: normalOnHost(rng.split('w'), [INPUTS, HIDDEN]),
    b: normalOnHost(rng.split('b'), [HIDDEN]),
    v: normalOnHost(rng.split('v'), [HIDDEN, CLASSES]),
  }),
  apply: (p, x, _noise, tap = (_layer, z) => z) => dense(tap('hidden', sigmoid(dense(x, p['w']!, p['b']))), p['v']!),
};

function inputsOf(step: number, weights: LossWeights): Record<string, HostTensor> {
  const rng = createRng(8).split('batch', step);
  const label = Int32Array.from({ length: ROWS }, (_, row) => (row % 2 === 0 ? rng.integer(CLASSES) : -1));
  const valid = new Float32Array(ROWS).fill(1);
  return {
    x: normalOnHost(rng, [ROWS, INPUTS]),
    label: { dtype: 'int32', shape: [ROWS], data: label },
    valid: { dtype: 'float32', shape: [ROWS], data: valid },
    ...scalars({
      learningRate: LEARNING_RATE,
      ...biasCorrections(step + 1, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }),
      ...weightScalars(termWeights(weights)),
      ...rowCounts(label, valid),
    }),
  };
}

const copied = (tensors: HostTensors): Record<string, HostTensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]));

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

const WARM_UP = 5;

describe.each([
  ['Eq. 10', ['loss.alpha=0.6', 'loss.beta=0.3']],
  ['Eq. 10 with a layer', ['loss.alpha=0.6', 'loss.beta=0.3', 'loss.gamma={hidden: 0.2}']],
  ['Eq. 11', ['loss.alpha=0.6', 'loss.entropy=0.3', 'loss.gamma={input: 0.1, hidden: 0.2}']],
  [
    'Eq. 11, target differentiated',
    [
      'loss.alpha=0.6',
      'loss.entropy=0.3',
      'loss.gamma={input: 0.1, hidden: 0.2}',
      'loss.residual.target=differentiated',
    ],
  ],
])('the derivative of the next batch’s loss with respect to the weights (%s)', (_name, overrides) => {
  const config = loadConfig(
    {
      task: 'bird10',
      overrides: [...overrides, `data.batchSize=${ROWS}`, 'loss.learned={everySteps: 5, rate: 1}'],
    },
    [recordingTasks],
  );

  it('is its finite difference through a real update of Adam', async () => {
    const program = await engine.compile(trainProgram(MODEL, stepOptions(config)));
    const outerLoss = await engine.compile(gradientProgram(MODEL, stepOptions(config)));
    const learner = await createWeightLearner(engine, MODEL, config);
    const { initial } = learner;
    await program.writeState(initialState(MODEL, createRng(2)));
    for (let step = 0; step < WARM_UP; step++) await program.run(inputsOf(step, initial));
    const before = copied(await program.readState());
    // Different from the weights of the outer loss, which must not change.
    const weights: LossWeights = { ...initial, alpha: 0.5 };
    const after = await stateAfter(program, before, weights);

    const learned = await learner.learn({
      before,
      after,
      inputs: inputsOf(WARM_UP, weights),
      nextInputs: inputsOf(WARM_UP + 1, weights),
      weights,
    });

    let checked = 0;
    for (const [path, value] of paths(weights)) {
      const at = async (moved: number): Promise<number> => {
        const state = await stateAfter(program, before, replaced(weights, path, moved));
        return lossAt(outerLoss, state, initial);
      };
      const expected = await derivativeOf(at, value);
      const derivative = value - valueAt(learned, path);
      expect(Math.abs(derivative - expected), `${path}: ${derivative}, not ${expected}`).toBeLessThan(
        0.03 * Math.abs(expected) + 2e-5,
      );
      expect(Math.abs(expected)).toBeGreaterThan(1e-4);
      checked++;
    }
    expect(checked).toBe(paths(initial).length);
    await Promise.all([program.dispose(), outerLoss.dispose(), learner.dispose()]);
  });
});

const EPSILON = 0.02;

/**
 * Central differences over two distances, so that the third derivative cancels; float32 does not permit smaller
 * distances.
 */
async function derivativeOf(f: (x: number) => Promise<number>, x: number): Promise<number> {
  const difference = async (by: number): Promise<number> => ((await f(x + by)) - (await f(x - by))) / (2 * by);
  return (4 * (await difference(EPSILON / 2)) - (await difference(EPSILON))) / 3;
}

async function stateAfter(program: CompiledProgram, before: HostTensors, weights: LossWeights): Promise<HostTensors> {
  await program.writeState(copied(before));
  await program.run(inputsOf(WARM_UP, weights));
  return copied(await program.readState());
}

async function lossAt(outer: CompiledProgram, state: HostTensors, weights: LossWeights): Promise<number> {
  const {
    learningRate: _rate,
    biasCorrection1: _first,
    biasCorrection2: _second,
    ...batch
  } = inputsOf(WARM_UP + 1, weights);
  const parameters = Object.entries(copied(state)).filter(([name]) => name.startsWith('parameters/'));
  return (await outer.run({ ...Object.fromEntries(parameters), ...batch })).outputs['loss']!.data[0]!;
}

function paths({ gamma = {}, entropy, ...weights }: LossWeights): [string, number][] {
  const own: [string, number][] = [
    ['alpha', weights.alpha],
    entropy === undefined ? ['beta', weights.beta] : ['entropy', entropy],
  ];
  return [...own, ...Object.entries(gamma).map(([layer, value]): [string, number] => [`gamma.${layer}`, value])];
}

const valueAt = (weights: LossWeights, path: string): number => new Map(paths(weights)).get(path)!;

function replaced(weights: LossWeights, path: string, value: number): LossWeights {
  const [group, layer] = path.split('.') as [string, string?];
  return layer === undefined
    ? { ...weights, [group]: value }
    : { ...weights, gamma: { ...weights.gamma, [layer]: value } };
}

describe('the derivative of Adam’s update with respect to its gradient', () => {
  const adam = { beta1: 0.9, beta2: 0.99, epsilon: 1e-3 };
  const scalarsOfStep = { learningRate: 0.1, ...biasCorrections(4, adam) };
  const update = (g: number, m0: number, v0: number): number => {
    const m = adam.beta1 * m0 + (1 - adam.beta1) * g;
    const v = adam.beta2 * v0 + (1 - adam.beta2) * g * g;
    const { learningRate, biasCorrection1, biasCorrection2 } = scalarsOfStep;
    return ((learningRate / biasCorrection1) * m) / (Math.sqrt(v / biasCorrection2) + adam.epsilon);
  };

  it.each([
    [0.3, 0.1, 0.05],
    [-0.7, 0.4, 0.2],
    [2, -1, 0],
    [0, 0.2, 0.1],
  ])('at g = %f, m = %f, v = %f is its finite difference', (g, m0, v0) => {
    const expected = (update(g + 1e-6, m0, v0) - update(g - 1e-6, m0, v0)) / 2e-6;
    const [got] = adamDerivative({ gradient: [g], firstMoment: [m0], secondMoment: [v0] }, scalarsOfStep, adam);
    expect(got).toBeCloseTo(expected, 6);
  });

  it('of a parameter that has never had a gradient is finite', () => {
    const [got] = adamDerivative({ gradient: [0], firstMoment: [0], secondMoment: [0] }, scalarsOfStep, adam);
    expect(got).toBeCloseTo(((0.1 / scalarsOfStep.biasCorrection1) * 0.1) / 1e-3, 9);
  });
});

describe('learned weights', () => {
  const gradient: LossWeights = { alpha: 0.2, beta: -0.4, gamma: { conv1: 3, input: -1 } };
  const weights: LossWeights = { alpha: 0.1, beta: 0.8, gamma: { conv1: 1, input: 1 } };

  it('descend their gradient with a cooperative goal, and ascend it with an adversarial one', () => {
    const small = { ...gradient, gamma: { conv1: 0.5, input: -1 } };
    expect(updateWeights(weights, small, { rate: 0.25, goal: 'cooperative' })).toEqual({
      alpha: 0.1 - 0.05,
      beta: 0.8 + 0.1,
      gamma: { conv1: 0.875, input: 1.25 },
    });
    expect(updateWeights(weights, small, { rate: 0.25, goal: 'adversarial' })).toEqual({
      alpha: 0.1 + 0.05,
      beta: 0.8 - 0.1,
      gamma: { conv1: 1.125, input: 0.75 },
    });
  });

  it('stay in their ranges: alpha and beta in [0, 1], the others from 0', () => {
    expect(updateWeights(weights, gradient, { rate: 1, goal: 'cooperative' })).toEqual({
      alpha: 0,
      beta: 1,
      gamma: { conv1: 0, input: 2 },
    });
    const eq11 = { alpha: 0.9, beta: 0, entropy: 0.5, gamma: {} };
    const moved = updateWeights(eq11, { alpha: -1, beta: 0, entropy: -7, gamma: {} }, { rate: 1, goal: 'cooperative' });
    expect(moved).toEqual({ alpha: 1, beta: 0, entropy: 7.5, gamma: {} });
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createEngine,
  type CompiledProgram,
  type EngineOptions,
  type HostTensor,
  type Program,
} from '#src/engine/index.js';
import type { ResidualOptions } from '#src/inversion/index.js';
import { bird10, createModel, mlp, type Model } from '#src/models/index.js';
import { termWeights } from '#src/losses/index.js';
import { tf, type Tensor } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { biasCorrections } from '#src/train/optimisers/adam.js';
import { initialState, parametersOf, trainProgram } from '#src/train/step.js';
import { rowCounts, weightScalars } from '#src/train/step-scalars.js';
import { usePlainConvolutions } from '../helpers/plain-convolutions.js';
import { bird10At } from '../helpers/bird10-64.js';
import { network64 } from '../helpers/networks64.js';
import { clearanceOf, leaf, leaves } from '../helpers/reference64.js';
import { distanceOf, scalars, WEIGHTS } from '../helpers/image-steps.js';
import { normalOnHost } from '../helpers/normal.js';

/** With an epsilon as large as the gradients, updates are smooth in them and do not amplify rounding errors. */
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 0.1 };
const LEARNING_RATE = 0.001;
const STEPS = 4;
/**
 * L2 tolerance for float32 sums in a different order. Networks of sigmoids start with weights so large that rounding
 * errors grow.
 */
const TOLERANCE = 1e-4;
/** As in image-networks.test.ts. */
const ROUNDING = 5e-6;

/** Numbers of shards with sizes of micro-batches: every pair, or every number and every size once. */
const EVERY_PAIR = [1, 2, 3].flatMap((shards) => [25, 2, 1].map((microBatchSize) => [shards, microBatchSize] as const));
const EACH_ONCE = [[1, 1] as const, [2, 25] as const, [3, 2] as const];

interface Trial {
  readonly model: Model;
  readonly batchSize: number;
  readonly reduction: 'sum' | 'mean';
  readonly distance?: ResidualOptions['distance'];
  readonly seed: number;
  readonly views?: number;
  readonly supervisedOnly?: boolean;
  /** Whether to try every pair of a number of shards and a size of micro-batches, which takes three times as long. */
  readonly everyPair?: boolean;
}

const image = (name: string, kind: string, activation = 'relu'): Model =>
  createModel({ name, kind, activation }, { inputShape: [9, 8, 1], classCount: 10 });

const TRIALS: Readonly<Record<string, Trial>> = {
  'small-cnn, without kinks': {
    model: image('small-cnn', 'mean', 'sigmoid'),
    batchSize: 7,
    reduction: 'sum',
    seed: 1,
    everyPair: true,
  },
  'small-cnn, R by the cosine': {
    model: image('small-cnn', 'mean', 'sigmoid'),
    batchSize: 5,
    reduction: 'sum',
    distance: 'cosine',
    seed: 2,
  },
  'small-cnn, inhibitor': {
    model: image('small-cnn', 'inhibitor', 'sigmoid'),
    batchSize: 6,
    reduction: 'mean',
    seed: 3,
  },
  'resnet3-16, max': { model: image('resnet3-16', 'max'), batchSize: 4, reduction: 'mean', seed: 1 },
  'small-cnn, two views, which stay together whatever the shards and micro-batches': {
    model: image('small-cnn', 'mean', 'sigmoid'),
    batchSize: 10,
    reduction: 'sum',
    views: 2,
    seed: 5,
  },
  'small-cnn, labels alone': {
    model: image('small-cnn', 'mean', 'sigmoid'),
    batchSize: 7,
    reduction: 'mean',
    seed: 4,
    supervisedOnly: true,
  },
  'a bird network, with its dropout': {
    model: { ...bird10({ inputShape: [6144], classCount: 3 }), microBatchSize: 3 },
    batchSize: 5,
    reduction: 'mean',
    seed: 1,
    everyPair: true,
  },
};

/** A third of the rows has no label; the third row, and the last of a large batch, are padding. */
function inputsOf({ model, batchSize, seed }: Trial, step: number): Record<string, HostTensor> {
  const rng = createRng(seed).split('step', step);
  const floats = (shape: readonly number[], value: () => number): HostTensor => ({
    dtype: 'float32',
    shape,
    data: new Float32Array(shape.reduce((product, size) => product * size, 1)).map(value),
  });
  const label = Int32Array.from({ length: batchSize }, (_, row) => (row % 3 === 1 ? -1 : row % model.classCount));
  const valid = Float32Array.from({ length: batchSize }, (_, row) =>
    Number(row !== 2 && (row < 6 || row < batchSize - 1)),
  );
  return {
    x: normalOnHost(rng, [batchSize, ...model.inputShape]),
    label: { dtype: 'int32', shape: [batchSize], data: label },
    valid: { dtype: 'float32', shape: [batchSize], data: valid },
    ...Object.fromEntries(
      Object.entries(model.noiseShapes(batchSize)).map(([name, shape]) => [
        `noise/${name}`,
        floats(shape, () => rng.uniform()),
      ]),
    ),
    ...scalars({
      ...weightScalars(termWeights(WEIGHTS)),
      learningRate: LEARNING_RATE,
      ...biasCorrections(step, ADAM),
      ...rowCounts(label, valid),
    }),
  };
}

type State = Readonly<Record<string, HostTensor>>;
interface Course {
  /** Outputs of each step. */
  readonly outputs: readonly Readonly<Record<string, HostTensor>>[];
  /** State before each step and after the last. */
  readonly states: readonly State[];
}

function programOf({ model, reduction, distance = 'euclidean', ...options }: Trial): Program {
  const { batchSize, views = 1, supervisedOnly = false } = options;
  return trainProgram(model, { batchSize, residual: { reduction, distance }, optimiser: ADAM, views, supervisedOnly });
}

async function courseOf(trial: Trial, program: Program, options: EngineOptions): Promise<Course> {
  const engine = await createEngine({ device: 'cpu', threads: 1, ...options });
  try {
    const compiled: CompiledProgram = await engine.compile(program);
    await compiled.writeState(initialState(trial.model, createRng(trial.seed)));
    const outputs: Record<string, HostTensor>[] = [];
    const states = [await compiled.readState()];
    for (let step = 1; step <= STEPS; step++) {
      outputs.push((await compiled.run(inputsOf(trial, step))).outputs);
      states.push(await compiled.readState());
    }
    return { outputs, states };
  } finally {
    await engine.dispose();
  }
}

const withoutShards = (program: Program): Program => {
  const { dataParallel: _dataParallel, ...whole } = program;
  return whole;
};

function withMicroBatches(program: Program, microBatchSize: number): Program {
  expect(program.dataParallel).toBeDefined();
  return { ...program, dataParallel: { ...program.dataParallel!, microBatchSize } };
}

/** R is discontinuous where a ReLU or a maximum switches, so that rounding must not decide a switch in any step. */
function expectClearOfKinks(trial: Trial, { states }: Course): void {
  const { model } = trial;
  states.slice(0, STEPS).forEach((state, i) => {
    const { x, 'noise/dropout': noise } = inputsOf(trial, i + 1);
    const parameters = leaves(parametersOf(state));
    const f = model.name === 'bird10' ? bird10At(parameters, noise!.data) : network64(model, parameters);
    const clearance = clearanceOf(f(leaf(x!)));
    expect(clearance, 'choose another seed').toBeGreaterThan(ROUNDING);
  });
}

function expectSameCourse(got: Course, expected: Course, description: string): void {
  expected.outputs.forEach((outputs, step) => {
    for (const [name, { data }] of Object.entries(outputs)) {
      const where = `${name} of step ${step + 1}, ${description}`;
      const other = got.outputs[step]![name]!.data;
      if (['correct', 'labelledCount', 'validCount'].includes(name)) expect(other, where).toEqual(data);
      else expect(Math.abs(other[0]! - data[0]!), where).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(data[0]!)));
    }
  });
  for (const [name, { data }] of Object.entries(expected.states.at(-1)!)) {
    expect(distanceOf(got.states.at(-1)![name]!.data, data), `${name}, ${description}`).toBeLessThan(TOLERANCE);
  }
}

describe('a sharded training step has the values of an unsharded one, up to float32 rounding', () => {
  it.each(Object.entries(TRIALS))('%s', async (_, trial) => {
    const program = programOf(trial);
    const whole = await courseOf(trial, withoutShards(program), { engine: 'compiled' });
    expectClearOfKinks(trial, whole);
    for (const [shards, microBatchSize] of trial.everyPair ? EVERY_PAIR : EACH_ONCE) {
      const parts = await courseOf(trial, withMicroBatches(program, microBatchSize), { engine: 'compiled', shards });
      expectSameCourse(parts, whole, `${shards} shards, micro-batches of ${microBatchSize}`);
    }
  });
});

it('a custom distance that is undefined at zero does not see the rows that fill the last micro-batch', async () => {
  // ‖r − x‖² / ‖x‖²: 0 / 0 at zero.
  const squaredNorm = (value: Tensor): Tensor => tf.sum(tf.square(value), 1);
  const trial: Trial = {
    model: { ...mlp({ inputShape: [6], classCount: 3 }, { hidden: [5], activation: 'leaky-relu' }), microBatchSize: 2 },
    batchSize: 5,
    reduction: 'sum',
    distance: (reconstruction, x) => tf.div(squaredNorm(tf.sub(reconstruction, x)), squaredNorm(x)),
    seed: 1,
  };
  const program = programOf(trial);
  const whole = await courseOf(trial, withoutShards(program), { engine: 'compiled' });
  expectSameCourse(await courseOf(trial, program, { engine: 'compiled', shards: 2 }), whole, 'two shards');
});

it('a training step on the eager engine equals the sharded step', async () => {
  usePlainConvolutions();
  const trial = TRIALS['small-cnn, without kinks']!;
  const program = programOf(trial);
  const eager = await courseOf(trial, program, { engine: 'eager' });
  expectSameCourse(
    await courseOf(trial, withMicroBatches(program, 2), { engine: 'compiled', shards: 2 }),
    eager,
    'eager',
  );
});

it.each([1, 2, 3])('%i shards give the same bits twice', async (shards) => {
  const trial = TRIALS['resnet3-16, max']!;
  const bits = async (): Promise<string> => {
    const { outputs, states } = await courseOf(trial, withMicroBatches(programOf(trial), 1), {
      engine: 'compiled',
      shards,
    });
    const hash = createHash('sha256');
    for (const tensors of [...outputs, ...states]) {
      for (const name of Object.keys(tensors).sort()) hash.update(name).update(tensors[name]!.data);
    }
    return hash.digest('hex');
  };
  expect(await bits()).toBe(await bits());
});

it('batches are sharded for image networks and the bird network on samples, but not on mel bands', () => {
  const microBatchSize = (name: string, inputShape: readonly number[]): number | undefined => {
    const model = createModel({ name }, { inputShape, classCount: 10, sampleRateHz: 44_100 });
    return programOf({ model, batchSize: 4, reduction: 'mean', seed: 0 }).dataParallel?.microBatchSize;
  };
  expect(microBatchSize('small-cnn', [28, 28, 1])).toBe(25);
  expect(microBatchSize('bird10', [22_050])).toBe(50);
  expect(microBatchSize('bird-mel', [22_050])).toBeUndefined();
});

describe('rows are counted over the whole batch,', () => {
  it.each([
    ['with labelled, unlabelled and padding rows', [1, -1, -1, 0], [1, 1, 0, 0], [1, 1, 2]],
    ['with at least one of each kind', [1, 2], [1, 1], [2, 1, 2]],
    ['with at least one even if there is none', [-1, 3], [0, 0], [1, 1, 1]],
    ['with class 0 as a label', [0, 0, -1], [1, 1, 1], [2, 1, 3]],
  ])('%s', (_, label, valid, [labelled, unlabelled, all]) => {
    expect(rowCounts(label, valid)).toEqual({
      'rows/labelled': labelled,
      'rows/unlabelled': unlabelled,
      'rows/valid': all,
    });
  });
});

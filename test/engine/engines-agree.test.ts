import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompiledEngine } from '#src/engine/runtime/index.js';
import { createEagerEngine } from '#src/engine/eager/index.js';
import type { Engine, HostTensor } from '#src/engine/types.js';
import { bird10 } from '#src/models/index.js';
import { termWeights } from '#src/losses/index.js';
import { createRng } from '#src/rng.js';
import { weightScalars } from '#src/train/step-scalars.js';
import { biasCorrections } from '#src/train/optimisers/adam.js';
import { gradientProgram, initialState, trainProgram } from '#src/train/step.js';
import { normalOnHost } from '../helpers/normal.js';

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const OPTIONS = { batchSize: 2, residual: { reduction: 'mean', distance: 'euclidean' }, optimiser: ADAM } as const;
const MODEL = bird10({ inputShape: [22_050], classCount: 10 });

let eager: Engine;
let compiled: Engine;
beforeAll(async () => {
  eager = await createEagerEngine({ device: 'cpu' });
  compiled = await createCompiledEngine({ threads: 2 });
});
afterAll(async () => {
  await eager.dispose();
  await compiled.dispose();
});

const scalar = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });

const mapScalars = (values: Readonly<Record<string, number>>): Record<string, HostTensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, scalar(value)]));

function stepInputs(step: number): Record<string, HostTensor> {
  const rng = createRng(2).split('step', step);
  const { biasCorrection1, biasCorrection2 } = biasCorrections(step, ADAM);
  const weights = mapScalars(weightScalars(termWeights({ alpha: 0.7, beta: 0.3 })));
  return {
    x: normalOnHost(rng, [2, 22_050]),
    label: { dtype: 'int32', shape: [2], data: Int32Array.of(rng.integer(10), -1) },
    valid: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 1) },
    'noise/dropout': { dtype: 'float32', shape: [2, 32], data: rng.fillUniform(new Float32Array(64)) },
    learningRate: scalar(1e-3),
    ...weights,
    'rows/labelled': scalar(1),
    'rows/unlabelled': scalar(1),
    'rows/valid': scalar(2),
    biasCorrection1: scalar(biasCorrection1),
    biasCorrection2: scalar(biasCorrection2),
  };
}

async function firstGradients(engine: Engine): Promise<Record<string, HostTensor>> {
  const program = await engine.compile(gradientProgram(MODEL, OPTIONS));
  const { learningRate: _rate, biasCorrection1: _first, biasCorrection2: _second, ...batch } = stepInputs(1);
  const parameters = Object.entries(MODEL.init(createRng(1))).map(([name, tensor]): [string, HostTensor] => [
    `parameters/${name}`,
    tensor,
  ]);
  const inputs = { ...batch, ...Object.fromEntries(parameters) };
  const { outputs } = await program.run(inputs);
  await program.dispose();
  return outputs;
}

async function losses(engine: Engine, steps: number): Promise<number[]> {
  const program = await engine.compile(trainProgram(MODEL, OPTIONS));
  await program.writeState(initialState(MODEL, createRng(1)));
  const lossHistory: number[] = [];
  for (let step = 1; step <= steps; step++)
    lossHistory.push((await program.run(stepInputs(step))).outputs['loss']!.data[0]!);
  await program.dispose();
  return lossHistory;
}

describe('the compiled and the eager engine', () => {
  it('give the same gradients of a bird10 step, to 1e-5 (L2)', async () => {
    const [ours, reference] = [await firstGradients(compiled), await firstGradients(eager)];
    const names = Object.keys(reference).filter((name) => name.startsWith('gradient/'));
    expect(names).toHaveLength(8);
    for (const name of names) {
      const expected = reference[name]!.data;
      const difference = Math.hypot(...expected.map((value, i) => value - ours[name]!.data[i]!));
      expect(difference / Math.hypot(...expected), name).toBeLessThan(1e-5);
    }
  });

  it('give the same losses over 10 steps, to 1e-3', async () => {
    const [ours, reference] = [await losses(compiled, 10), await losses(eager, 10)];
    reference.forEach((loss, i) => expect(Math.abs(ours[i]! - loss) / loss, `step ${i + 1}`).toBeLessThan(1e-3));
  });

  it('give bit-identical losses in two compiled runs', async () => {
    expect(await losses(compiled, 5)).toEqual(await losses(compiled, 5));
  });
});

it('bird10 has the 60,842 parameters of the appendix', () => {
  const counted = Object.values(MODEL.init(createRng(0))).reduce((sum, { data }) => sum + data.length, 0);
  expect(counted).toBe(60_842);
  expect(MODEL.parameterCount).toBe(60_842);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompiledEngine } from '#src/engine/compiled/index.js';
import { createEagerEngine } from '#src/engine/eager/index.js';
import type { Engine, HostTensor } from '#src/engine/types.js';
import { createModel, type Model } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { biasCorrections } from '#src/train/adam.js';
import { gradientProgram, initialState, rowCounts, trainProgram } from '#src/train/step.js';

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const RESIDUAL = { reduction: 'mean', distance: 'euclidean' } as const;

const scalar = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
const scalars = (values: Readonly<Record<string, number>>): Record<string, HostTensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, scalar(value)]));

/** Every second image has no label. */
function batchOf(model: Model, rows: number, seed: number): Record<string, HostTensor> {
  const rng = createRng(seed).split('batch');
  const shape = [rows, ...model.inputShape];
  const size = shape.reduce((product, axis) => product * axis, 1);
  const label = Int32Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? row % 10 : -1));
  const valid = new Float32Array(rows).fill(1);
  return {
    x: { dtype: 'float32', shape, data: new Float32Array(size).map(() => rng.normal()) },
    label: { dtype: 'int32', shape: [rows], data: label },
    valid: { dtype: 'float32', shape: [rows], data: valid },
    ...scalars({ alpha: 0.7, beta: 0.2, ...rowCounts(label, valid) }),
  };
}

const imageModel = (name: string, kind: string, activation = 'relu', size = 28): Model =>
  createModel({ name, kind, activation }, { inputShape: [size, size, 1], classCount: 10 });

describe('an image network', () => {
  let eager: Engine;
  let compiled: Engine;
  beforeAll(async () => {
    eager = await createEagerEngine({ device: 'cpu' });
    compiled = await createCompiledEngine({ threads: 1 });
  });
  afterAll(async () => {
    await eager.dispose();
    await compiled.dispose();
  });

  // The eager engine takes its time: real sizes once a network, smaller images elsewhere.
  it.each([
    ...['small-cnn', 'resnet2-32', 'resnet3-16'].flatMap((name) =>
      ['mean', 'max', 'inhibitor'].map((kind) => ({ name, kind, activation: 'relu', size: kind === 'max' ? 28 : 14 })),
    ),
    { name: 'large-cnn', kind: 'max', activation: 'relu', size: 13 },
    ...['leaky-relu', 'sigmoid'].map((activation) => ({ name: 'small-cnn', kind: 'max', activation, size: 14 })),
  ])(
    '$name, $kind, $activation: loss and gradients of a full step are the eager engine’s to 1e-4 (L2)',
    async ({ name, kind, activation, size }) => {
      const model = imageModel(name, kind, activation, size);
      const results: Record<string, HostTensor>[] = [];
      for (const engine of [compiled, eager]) {
        const program = await engine.compile(gradientProgram(model, { batchSize: 2, residual: RESIDUAL, adam: ADAM }));
        const parameters = Object.entries(model.init(createRng(3))).map(([key, tensor]): [string, HostTensor] => [
          `parameters/${key}`,
          tensor,
        ]);
        const inputs: Record<string, HostTensor> = {
          ...batchOf(model, 2, 5),
          ...Object.fromEntries<HostTensor>(parameters),
        };
        results.push((await program.run(inputs)).outputs);
        await program.dispose();
      }
      const [ours, reference] = results as [Record<string, HostTensor>, Record<string, HostTensor>];
      const compared = Object.keys(reference).filter((output) => output === 'loss' || output.startsWith('gradient/'));
      expect(compared.length).toBeGreaterThan(5);
      for (const output of compared) {
        const [expected, got] = [reference[output]!.data as Float32Array, ours[output]!.data];
        const norm = Math.sqrt(expected.reduce((sum, value) => sum + value ** 2, 0));
        const difference = Math.sqrt(expected.reduce((sum, value, i) => sum + (value - got[i]!) ** 2, 0));
        expect(difference / norm, output).toBeLessThan(1e-4);
      }
    },
    120_000,
  );
});

describe('a training step in shards', () => {
  const model = imageModel('small-cnn', 'max', 'relu', 16);
  const BATCH = 7; // does not divide: the last part is filled up with rows that count for nothing

  async function lossesAndParameters(shards: number): Promise<{ losses: number[]; parameters: number[] }> {
    const engine = await createCompiledEngine({ threads: shards, shards });
    try {
      const program = await engine.compile(trainProgram(model, { batchSize: BATCH, residual: RESIDUAL, adam: ADAM }));
      await program.writeState(initialState(model, createRng(1)));
      const losses: number[] = [];
      for (let step = 1; step <= 4; step++) {
        const { outputs } = await program.run({
          ...batchOf(model, BATCH, step),
          ...scalars({ learningRate: 1e-3, ...biasCorrections(step, ADAM) }),
        });
        losses.push(outputs['loss']!.data[0]!);
      }
      const state = await program.readState();
      const parameters = Object.keys(state).filter((name) => name.startsWith('parameters/'));
      return { losses, parameters: parameters.flatMap((name) => [...state[name]!.data]) };
    } finally {
      await engine.dispose();
    }
  }

  it('gives what one piece gives, up to rounding, and the same bits every time', async () => {
    const whole = await lossesAndParameters(1);
    for (const shards of [2, 3]) {
      const parts = await lossesAndParameters(shards);
      parts.losses.forEach((loss, i) => expect(Math.abs(loss / whole.losses[i]! - 1)).toBeLessThan(1e-4));
      const furthest = parts.parameters.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - whole.parameters[i]!)),
        0,
      );
      // Adam's first steps are of the size of the learning rate, whatever the gradient.
      expect(furthest).toBeLessThan(4e-3);
      const mean = parts.parameters.reduce((sum, value, i) => sum + Math.abs(value - whole.parameters[i]!), 0);
      expect(mean / parts.parameters.length).toBeLessThan(2e-5);
    }
    expect(await lossesAndParameters(2)).toEqual(await lossesAndParameters(2));
  });

  it('divides by the whole batch’s labelled and unlabelled rows, and refuses what any program refuses', async () => {
    const label = Int32Array.of(1, -1, -1, 0);
    expect(rowCounts(label, Float32Array.of(1, 1, 0, 0))).toEqual({
      'rows/labelled': 1,
      'rows/unlabelled': 1,
      'rows/valid': 2,
    });
    const engine = await createCompiledEngine({ threads: 2 });
    const program = await engine.compile(trainProgram(model, { batchSize: BATCH, residual: RESIDUAL, adam: ADAM }));
    await expect(program.run({})).rejects.toThrow(/input "x" is missing/);
    const inputs = { ...batchOf(model, BATCH, 1), ...scalars({ learningRate: 1e-3, ...biasCorrections(1, ADAM) }) };
    await expect(program.run(inputs)).rejects.toThrow(/state was never written/);
    await engine.dispose();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADAM_DEFAULTS,
  biasCorrections,
  createEngine,
  createRng,
  initialState,
  mlp,
  rowCounts,
  scalarInputs,
  termWeights,
  trainProgram,
  UNLABELLED,
  weightScalars,
  type AdamOptions,
  type Engine,
  type HostTensors,
} from '#src/index.js';

const [ROWS, INPUTS, CLASSES] = [12, 6, 3];
const MODEL = mlp({ inputShape: [INPUTS], classCount: CLASSES }, { hidden: [16], activation: 'relu' });
const OPTIONS = { batchSize: ROWS, residual: { reduction: 'mean', distance: 'euclidean' } } as const;
const rng = createRng(1);
const CENTRES = Array.from({ length: CLASSES }, () => Array.from({ length: INPUTS }, () => rng.normal()));

/** Points around three centres. With `some`, every second one has no label. */
function batchOf(step: number, labels: 'some' | 'all' | 'none' = 'some') {
  const noise = rng.split('batch', step);
  const classOf = (row: number): number => row % CLASSES;
  const hidden = (row: number): boolean => labels === 'none' || (labels === 'some' && row % 2 === 1);
  const x = Float32Array.from(
    { length: ROWS * INPUTS },
    (_, i) => CENTRES[classOf(Math.floor(i / INPUTS))]![i % INPUTS]! + 0.3 * noise.normal(),
  );
  const label = Int32Array.from({ length: ROWS }, (_, row) => (hidden(row) ? UNLABELLED : classOf(row)));
  const valid = new Float32Array(ROWS).fill(1);
  return { x, label, valid };
}

/** Inputs of a step: a batch, and the scalars that change from step to step. */
function inputsOf(
  step: number,
  labels: 'some' | 'all' | 'none' = 'some',
  changed: Record<string, number> = {},
): HostTensors {
  const { x, label, valid } = batchOf(step, labels);
  return {
    x: { dtype: 'float32', shape: [ROWS, INPUTS], data: x },
    label: { dtype: 'int32', shape: [ROWS], data: label },
    valid: { dtype: 'float32', shape: [ROWS], data: valid },
    ...scalarInputs({
      learningRate: 0.01,
      ...biasCorrections(step),
      ...weightScalars(termWeights({ alpha: 0.7, beta: 0.3 })),
      ...rowCounts(label, valid),
      ...changed,
    }),
  };
}

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

const STEPS = 150;

describe('a custom training loop', () => {
  it('learns with the public API alone', async () => {
    const program = await engine.compile(trainProgram(MODEL, OPTIONS));
    await program.writeState(initialState(MODEL, createRng(2)));
    const losses: number[] = [];
    let correct = 0;
    for (let step = 1; step <= STEPS; step++) {
      const { outputs } = await program.run(inputsOf(step));
      losses.push(outputs['loss']!.data[0]!);
      if (step > STEPS - 10) correct += outputs['correct']!.data[0]! / outputs['labelledCount']!.data[0]!;
    }
    await program.dispose();
    expect(losses.at(-1)).toBeLessThan(0.3 * losses[0]!);
    expect(correct / 10).toBeGreaterThan(0.9);
  });

  it.each(['labelled', 'unlabelled'] as const)('has no NaN if 0 is passed as the number of %s rows', async (kind) => {
    const program = await engine.compile(trainProgram(MODEL, OPTIONS));
    const labels = kind === 'labelled' ? 'none' : 'all';
    const valuesWith = async (counts: Record<string, number>) => {
      await program.writeState(initialState(MODEL, createRng(2)));
      const { outputs } = await program.run(inputsOf(1, labels, counts));
      return { ...outputs, ...(await program.readState()) };
    };
    const [withZero, counted] = [await valuesWith({ [`rows/${kind}`]: 0 }), await valuesWith({})];
    await program.dispose();
    expect(withZero[kind === 'labelled' ? 'crossEntropy' : 'entropy']!.data[0]).toBe(0);
    for (const [name, { data }] of Object.entries(withZero)) expect([...data], name).toEqual([...counted[name]!.data]);
    expect(Object.values(withZero).every(({ data }) => data.every((number: number) => Number.isFinite(number)))).toBe(
      true,
    );
  });

  it.each([
    ['softmax', [ROWS]],
    ['sigmoid', [ROWS, 1]],
  ] as const)('trains a network with one class and %s outputs', async (outputActivation, shape) => {
    const model = mlp({ inputShape: [INPUTS], classCount: 1 }, { hidden: [16], activation: 'relu' });
    const program = await engine.compile(trainProgram(model, { ...OPTIONS, outputActivation }));
    await program.writeState(initialState(model, createRng(2)));
    const correct: number[] = [];
    for (let step = 1; step <= 60; step++) {
      const inputs = inputsOf(step, 'all');
      // With softmax, the one class is always present; with sigmoid, it is so in every third row.
      const data = Int32Array.from(inputs['label']!.data, (label) =>
        Number(outputActivation === 'sigmoid' && label === 0),
      );
      const { outputs } = await program.run({ ...inputs, label: { dtype: 'int32', shape, data } });
      expect(Number.isFinite(outputs['loss']!.data[0])).toBe(true);
      correct.push(outputs['correct']!.data[0]!);
    }
    await program.dispose();
    expect(correct.at(-1)).toBe(ROWS);
  });

  it('uses the recommended constants of Adam by default', async () => {
    const after = async (optimiser?: Partial<AdamOptions>) => {
      const program = await engine.compile(trainProgram(MODEL, { ...OPTIONS, ...(optimiser && { optimiser }) }));
      await program.writeState(initialState(MODEL, createRng(2)));
      for (let step = 1; step <= 3; step++) await program.run(inputsOf(step));
      const state = await program.readState();
      await program.dispose();
      return Object.fromEntries(Object.entries(state).map(([name, { data }]) => [name, [...data]]));
    };
    const defaults = await after();
    expect(defaults).toEqual(await after({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }));
    expect(defaults).toEqual(await after({ beta2: 0.999 }));
    expect(defaults).not.toEqual(await after({ beta1: 0.5 }));
    expect(biasCorrections(4)).toEqual(biasCorrections(4, ADAM_DEFAULTS));
  });
});

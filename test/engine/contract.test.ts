import {
  createEngine,
  dataParallelProgram,
  type CompiledProgram,
  type Engine,
  type HostTensor,
  type Program,
} from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const scalar = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
const vector = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

/** w <- w - rate * x; outputs the sum of the new w. */
const descent: Program = {
  name: 'descent',
  inputs: { w: { shape: [3] }, x: { shape: [3] }, rate: { shape: [] } },
  state: { w: 'next' },
  fn: ({ w, x, rate }) => {
    const next = tf.sub(w!, tf.mul(rate!, x!));
    return { next, sum: tf.sum(next), same: x! };
  },
};

/** A data-parallel program with the same inputs and a sum: x is three examples, of one number each. */
const dataParallelDescent: Program = dataParallelProgram({
  name: 'descent',
  inputs: descent.inputs,
  state: { w: 'next' },
  dataParallel: {
    batched: ['x'],
    replicated: ['w', 'rate'],
    map: ({ x, w, rate }) => ({ total: tf.mul(tf.mul(rate!, tf.sum(x!)), tf.mean(w!)) }),
    sums: { total: [] },
    reduce: ({ w, 'sum/total': total }) => {
      const next = tf.sub(w!, total!);
      return { next, sum: tf.sum(next) };
    },
    microBatchSize: 1,
  },
});

describe.each(['compiled', 'eager'] as const)('on the %s engine', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ engine: name, device: 'cpu', threads: 1, shards: 2 });
  });
  afterAll(async () => {
    await engine.dispose();
  });

  describe('a program', () => {
    it('keeps the precision of expm1 near 0, and its limits', async () => {
      const program = await engine.compile({
        name: 'expm1',
        inputs: { x: { shape: [5] } },
        fn: ({ x }) => ({ y: tf.expm1(x!) }),
      });
      const { outputs } = await program.run({ x: vector(1e-8, -3e-5, 2, -200, 80) });
      await program.dispose();
      for (const [i, x] of [1e-8, -3e-5, 2, -200, 80].entries()) {
        const expected = Math.expm1(Math.fround(x));
        expect(Math.abs(outputs['y']!.data[i]! / expected - 1)).toBeLessThan(2e-5);
      }
    });

    it('keeps the precision of log1p near 0, and its limits', async () => {
      const values = [1e-8, -3e-5, 3e-4, 2, 1e20, -0.9, -1, Infinity];
      const program = await engine.compile({
        name: 'log1p',
        inputs: { x: { shape: [values.length] } },
        fn: ({ x }) => ({ y: tf.log1p(x!) }),
      });
      const { outputs } = await program.run({ x: vector(...values) });
      await program.dispose();
      values.forEach((x, i) => {
        const expected = Math.log1p(Math.fround(x));
        const found = outputs['y']!.data[i]!;
        if (Number.isFinite(expected)) expect(Math.abs(found / expected - 1)).toBeLessThan(2e-6);
        else expect(found).toBe(expected);
      });
    });

    it('replaces its state by the named outputs after every run and returns the others', async () => {
      const program = await engine.compile(descent);
      await program.writeState({ w: vector(1, 2, 3) });
      const first = await program.run({ x: vector(1, 1, 1), rate: scalar(0.5) });
      expect(Object.keys(first.outputs).sort()).toEqual(['same', 'sum']);
      expect(first.outputs['sum']).toEqual(scalar(4.5));
      expect(first.outputs['same']).toEqual(vector(1, 1, 1));
      await program.run({ x: vector(1, 1, 1), rate: scalar(0.5) });
      expect(await program.readState()).toEqual({ w: vector(0, 1, 2) });
      await program.dispose();
    });

    it('allows states to swap, to share an output, and to take an input unchanged', async () => {
      const program = await engine.compile({
        name: 'swap',
        inputs: { a: { shape: [] }, b: { shape: [] }, c: { shape: [] }, d: { shape: [] }, x: { shape: [] } },
        state: { a: 'b', b: 'a', c: 'x', d: 'x' },
        fn: ({ a, b, x }) => ({ a: a!, b: b!, x: x! }),
      });
      await program.writeState({ a: scalar(1), b: scalar(2), c: scalar(3), d: scalar(4) });
      for (let i = 0; i < 3; i++) await program.run({ x: scalar(10 + i) });
      expect(await program.readState()).toEqual({ a: scalar(2), b: scalar(1), c: scalar(12), d: scalar(12) });
      await program.dispose();
    });

    it('copies its inputs: refilling a buffer does not change the state', async () => {
      const program = await engine.compile({
        name: 'remember',
        inputs: { last: { shape: [2] }, x: { shape: [2] } },
        state: { last: 'next' },
        fn: ({ x }) => ({ next: x! }),
      });
      await program.writeState({ last: vector(0, 0) });
      const x = vector(1, 2);
      const { recycled } = await program.run({ x });
      recycled['x']!.data.fill(9);
      expect(await program.readState()).toEqual({ last: vector(1, 2) });
      await program.dispose();
    });

    it('accepts and returns integers, and returns booleans as integers', async () => {
      const program = await engine.compile({
        name: 'compare',
        inputs: { label: { shape: [3], dtype: 'int32' } },
        fn: ({ label }) => ({
          isOne: tf.equal(label!, tf.scalar(1, 'int32')),
          twice: tf.mul(label!, tf.scalar(2, 'int32')),
        }),
      });
      const { outputs } = await program.run({ label: { dtype: 'int32', shape: [3], data: Int32Array.of(0, 1, 2) } });
      expect(outputs['isOne']).toEqual({ dtype: 'int32', shape: [3], data: Int32Array.of(0, 1, 0) });
      expect(outputs['twice']).toEqual({ dtype: 'int32', shape: [3], data: Int32Array.of(0, 2, 4) });
      await program.dispose();
    });
  });

  describe.each([
    ['a program', descent],
    ['a data-parallel program', dataParallelDescent],
  ])('%s refuses, by name,', (_, definition) => {
    const ready = async (): Promise<CompiledProgram> => {
      const program = await engine.compile(definition);
      await program.writeState({ w: vector(1, 2, 3) });
      return program;
    };
    const x = (): HostTensor => vector(1, 1, 1);

    it('a missing input', async () => {
      await expect((await ready()).run({ x: x() })).rejects.toThrow('descent: input "rate" is missing, got "x"');
    });
    it('an unknown input', async () => {
      await expect((await ready()).run({ x: x(), rate: scalar(1), w: x() })).rejects.toThrow(
        'descent: unknown input "w", expected "x", "rate"',
      );
    });
    it('a wrong shape', async () => {
      await expect((await ready()).run({ x: vector(1), rate: scalar(1) })).rejects.toThrow(
        'descent: "x" expected shape [3], got [1]',
      );
    });
    it('a buffer whose length does not match its shape', async () => {
      await expect((await ready()).run({ x: { ...x(), data: new Float32Array(4) }, rate: scalar(1) })).rejects.toThrow(
        'descent: "x" of shape [3] needs 3 values, got 4',
      );
    });
    it('an array of a different class', async () => {
      const run = async (data: unknown): Promise<unknown> =>
        (await ready()).run({ x: { ...x(), data: data as Float32Array }, rate: scalar(1) });
      await expect(run(new Int32Array(3))).rejects.toThrow('descent: "x" expected Float32Array, got Int32Array');
      await expect(run([1, 1, 1])).rejects.toThrow('descent: "x" expected Float32Array, got Array');
      await expect(run(undefined)).rejects.toThrow('descent: "x" expected Float32Array, got Undefined');
    });
    it('a wrong type', async () => {
      const ints: HostTensor = { dtype: 'int32', shape: [3], data: new Int32Array(3) };
      await expect((await ready()).run({ x: ints, rate: scalar(1) })).rejects.toThrow(
        '"x" expected float32, got int32',
      );
    });
    it('a run before its state is written', async () => {
      const program = await engine.compile(definition);
      await expect(program.run({ x: x(), rate: scalar(1) })).rejects.toThrow('descent: its state has not been written');
    });
    it('reading its state before it is written', async () => {
      const program = await engine.compile(definition);
      await expect(program.readState()).rejects.toThrow('descent: its state has not been written');
    });
    it('state of a different shape, or under a different name', async () => {
      const program = await engine.compile(definition);
      await expect(program.writeState({ w: vector(1) })).rejects.toThrow('descent: "w" expected shape [3], got [1]');
      await expect(program.writeState({ w: x(), v: x() })).rejects.toThrow(
        'descent: unknown state value "v", expected "w"',
      );
      await expect(program.writeState({})).rejects.toThrow('descent: state value "w" is missing, got none');
      await expect(program.readState()).rejects.toThrow('descent: its state has not been written');
    });
    it('state that is not an input', async () => {
      await expect(engine.compile({ ...definition, state: { v: 'next' } })).rejects.toThrow(
        `descent: state "v" is not among the program's inputs`,
      );
    });
    it.each([
      [{ batched: ['q'] }, 'batched "q" is not among'],
      [{ replicated: ['q'] }, 'replicated "q" is not among'],
      [{ batched: [] }, 'a data-parallel program needs a batched input, got none'],
      [{ batched: ['rate'] }, 'batched "rate" expected rows, got a scalar'],
      [{ batched: ['x', 'z'] }, 'expected batched inputs of equal length, got "x" [3] and "z" [6]'],
    ])('the batch of %j', async (change, message) => {
      const { inputs, dataParallel } = dataParallelDescent;
      const wrong = {
        ...definition,
        inputs: { ...inputs, z: { shape: [6] } },
        dataParallel: { ...dataParallel!, ...change },
      };
      await expect(engine.compile(wrong)).rejects.toThrow(`descent: ${message}`);
    });
    it('a batch with rows of part of an example', async () => {
      const { dataParallel } = dataParallelDescent;
      const pairs = { ...dataParallelDescent, dataParallel: { ...dataParallel!, rowsPerExample: 2 } };
      await expect(engine.compile(pairs)).rejects.toThrow(
        'descent: expected batches of whole examples (2 rows each), got 3 rows',
      );
    });
    it('a state whose output does not exist', async () => {
      const compileAndRun = async (): Promise<void> => {
        const program = await engine.compile({ ...definition, state: { w: 'nothing' } });
        await program.writeState({ w: x() });
        await program.run({ x: x(), rate: scalar(1) });
      };
      await expect(compileAndRun()).rejects.toThrow('state "w" takes its next value from output "nothing", got "next"');
    });
    it.each([
      ['shape', (x: tf.Tensor) => tf.slice(x, [0], [2]), 'float32 [2]'],
      ['rank', (x: tf.Tensor) => tf.reshape(x, [1, 3]), 'float32 [1, 3]'],
      ['type', (x: tf.Tensor) => tf.cast(x, 'int32'), 'int32 [3]'],
    ])('a state whose next value has a different %s', async (_what, change, actual) => {
      const compileAndRun = async (): Promise<void> => {
        const program = await engine.compile({
          name: 'growing',
          inputs: { w: { shape: [3] }, v: { shape: [] } },
          state: { w: 'next', v: 'same' },
          fn: ({ w, v }) => ({ next: change(w!), same: v! }),
        });
        await program.writeState({ w: x(), v: scalar(1) });
        await program.run({});
      };
      await expect(compileAndRun()).rejects.toThrow(
        `growing: state "w" is float32 [3], but its next value, output "next", is ${actual}`,
      );
    });
    it('a call after it was disposed of', async () => {
      const program = await ready();
      await program.dispose();
      await expect(program.run({ x: x(), rate: scalar(1) })).rejects.toThrow('descent: the program was disposed of');
      await expect(program.readState()).rejects.toThrow('descent: the program was disposed of');
      await expect(program.writeState({ w: x() })).rejects.toThrow('descent: the program was disposed of');
      await program.dispose();
    });
  });
});

import { createEngine, type Engine, type HostTensor, type Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe.each(['compiled', 'eager'] as const)('tensors that a function captures, on the %s engine,', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ engine: name, device: 'cpu', threads: 1 });
  });
  afterAll(async () => {
    await engine.dispose();
  });

  /** Runs a function of ones twice, and returns the outputs of the second run. */
  async function run(shape: readonly number[], fn: Program['fn']): Promise<Record<string, number[]>> {
    const program = await engine.compile({ name: 'capturing', inputs: { x: { shape } }, fn });
    const length = shape.reduce((product, size) => product * size, 1);
    const x = (): HostTensor => ({ dtype: 'float32', shape, data: new Float32Array(length).fill(1) });
    await program.run({ x: x() });
    const { outputs } = await program.run({ x: x() });
    await program.dispose();
    return Object.fromEntries(Object.entries(outputs).map(([output, { data }]) => [output, Array.from(data)]));
  }

  it('are used as they are, in each of several programs, and left alone', async () => {
    const [w, v] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([10, 20, 30, 40], [2, 2])];
    const two = tf.scalar(2);
    expect(await run([1, 2], ({ x }) => ({ xw: tf.matMul(x!, w) }))).toEqual({ xw: [4, 6] });
    const both: Program['fn'] = ({ x }) => ({
      xv: tf.matMul(x!, v),
      xw: tf.matMul(x!, w),
      twice: tf.mul(x!, two),
      v,
    });
    expect(await run([1, 2], both)).toEqual({ xv: [40, 60], xw: [4, 6], twice: [2, 2], v: [10, 20, 30, 40] });
    for (const tensor of [w, v, two]) {
      expect(tensor.isDisposed).toBe(false);
      tensor.dispose();
    }
  });

  it.each([
    ['reshaped', () => tf.reshape(tf.tensor1d([1, 2, 3]), [3, 1])],
    ['with another axis', () => tf.expandDims(tf.tensor1d([1, 2, 3]), 1)],
    ['reshaped from another type', () => tf.reshape(tf.cast(tf.tensor1d([1, 2, 3], 'int32'), 'float32'), [3, 1])],
  ])('have their own shape: %s', async (_, create) => {
    const column = create();
    expect(await run([3, 3], ({ x }) => ({ y: tf.mul(x!, column) }))).toEqual({ y: [1, 1, 1, 2, 2, 2, 3, 3, 3] });
  });

  it.each([
    ['booleans', () => tf.cast(tf.greater(tf.tensor1d([1, -1, 1]), 0), 'float32'), [1, 0, 1]],
    ['integers', () => tf.cast(tf.tensor1d([1, 2, 3], 'int32'), 'float32'), [1, 2, 3]],
  ])('have their own type: %s as float32', async (_, create, expected) => {
    const floats = create();
    expect(await run([3], ({ x }) => ({ y: tf.mul(x!, floats), floats }))).toEqual({ y: expected, floats: expected });
  });

  it('may share memory, and be used in all of their forms', async () => {
    const row = tf.tensor1d([1, 2]);
    const column = tf.reshape(row, [2, 1]);
    const once = await run([2, 2], ({ x }) => ({ rows: tf.mul(x!, row), columns: tf.mul(x!, column), row }));
    expect(once).toEqual({ rows: [1, 2, 1, 2], columns: [1, 1, 2, 2], row: [1, 2] });
  });

  it('may be disposed of afterwards, without those that share their memory', async () => {
    const base = tf.tensor1d([1, 2, 3]);
    const [clone, column] = [tf.clone(base), tf.reshape(base, [3, 1])];
    const before = tf.memory();
    await run([3], ({ x }) => ({ y: tf.add(tf.mul(x!, clone), tf.sum(column)) }));
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
    clone.dispose();
    expect([...base.dataSync()]).toEqual([1, 2, 3]);
    base.dispose();
    expect(tf.tidy(() => [...tf.add(column, 1).dataSync()])).toEqual([2, 3, 4]);
    column.dispose();
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers - 1);
  });
});

it('a tensor that was disposed of before is refused, by name of the program', async () => {
  const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  const gone = tf.tensor1d([1, 2]);
  gone.dispose();
  const compiling = engine.compile({
    name: 'late',
    inputs: { x: { shape: [2] } },
    fn: ({ x }) => ({ y: tf.mul(x!, gone) }),
  });
  await expect(compiling).rejects.toThrow('late: a function uses a tensor that was disposed of');
  await engine.dispose();
});

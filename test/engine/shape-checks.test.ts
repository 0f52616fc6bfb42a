import { createEngine, traceProgram, type Engine, type Program } from '#src/engine/index.js';
import { tf, type Tensor } from '#src/ops/tf.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Functions of x [3, 3] whose shapes do not fit, and what the compiled engine says. */
const MISFITS: readonly (readonly [string, (x: Tensor) => Tensor, string])[] = [
  ['a sum', (x) => tf.add(x, tf.slice(x, [0, 0], [2, 3])), 'cannot broadcast operands of shapes [3, 3] and [2, 3]'],
  ['a sum with zeros', (x) => tf.add(x, tf.zeros([2, 3])), 'cannot broadcast operands of shapes [3, 3] and [2, 3]'],
  ['a product with ones', (x) => tf.mul(x, tf.ones([2, 3])), 'cannot broadcast operands of shapes [3, 3] and [2, 3]'],
  ['a reshape', (x) => tf.reshape(x, [2, 4]), 'cannot reshape [3, 3] to [2, 4]'],
  ['a reshape to a divisor', (x) => tf.reshape(x, [-1, 2]), 'cannot reshape [3, 3] to [-1, 2]'],
  ['a reshape and its inverse', (x) => tf.reshape(tf.reshape(x, [2, 5]), [3, 3]), 'cannot reshape [3, 3] to [2, 5]'],
  ['a concatenation', (x) => tf.concat([x, tf.slice(x, [0, 0], [3, 2])], 0), 'shapes [3, 3] and [3, 2] along axis 0'],
  ['a stack', (x) => tf.stack([x, tf.slice(x, [0, 0], [3, 2])]), 'shapes [1, 3, 3] and [1, 3, 2] along axis 0'],
  ['a slice', (x) => tf.slice(x, [1, 0], [3, 3]), 'begin[0] + size[0] (4) would overflow input.shape[0] (3)'],
  ['a split', (x) => tf.split(x, 2)[0]!, 'Number of splits must evenly divide the axis'],
  ['a matrix product', (x) => tf.matMul(x, tf.ones([2, 3])), 'cannot multiply matrices [3, 3] and [2, 3]'],
  ['an axis', (x) => tf.sum(x, 2), 'must be in range [-2, 2) but got axis 2'],
];

const nothing = [
  ['no outputs', () => ({}), 'its function returned no tensors by name'],
  ['a number', () => ({ y: 3 }), 'output "y" expected a tensor, got 3'],
  ['undefined', () => ({ y: undefined }), 'output "y" expected a tensor, got undefined'],
] as const;

describe.each(['compiled', 'eager'] as const)('a function on the %s engine', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ engine: name, device: 'cpu', threads: 1 });
  });
  afterAll(async () => {
    await engine.dispose();
  });

  async function compileAndRun(fn: Program['fn']): Promise<number[]> {
    const program = await engine.compile({ name: 'misfit', inputs: { x: { shape: [3, 3] } }, fn });
    const { outputs } = await program.run({
      x: { dtype: 'float32', shape: [3, 3], data: new Float32Array(9).fill(1) },
    });
    await program.dispose();
    return [...outputs['y']!.data];
  }

  it.each(MISFITS)('is refused if the shapes of %s do not fit', async (_, f, message) => {
    const running = compileAndRun(({ x }) => ({ y: f(x!) }));
    if (name === 'eager') return expect(running).rejects.toThrow();
    await expect(running).rejects.toThrow(/^misfit: [^\n]*$/);
    await expect(running).rejects.toThrow(message);
  });

  it.each(nothing)('is refused if it returns %s', async (_, fn, message) => {
    await expect(compileAndRun(fn as unknown as Program['fn'])).rejects.toThrow(`misfit: ${message}`);
  });

  it('may leave out sizes and axes', async () => {
    expect(await compileAndRun(({ x }) => ({ y: tf.sum(tf.slice(x!, 1), -1) }))).toEqual([3, 3]);
    expect(await compileAndRun(({ x }) => ({ y: tf.sum(tf.split(x!, [1, -1], -1)[1]!, 0) }))).toEqual([3, 3]);
  });
});

it.each(nothing)('a program is not traced if it returns %s', async (_, fn, message) => {
  const program = { name: 'empty', inputs: { x: { shape: [3] } }, fn } as unknown as Program;
  await expect(traceProgram(program)).rejects.toThrow(`empty: ${message}`);
});

it('a program that ONNX Runtime refuses is named, in one line', async () => {
  const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  const traced = await traceProgram({
    name: 'damaged',
    inputs: { x: { shape: [3] } },
    fn: ({ x }) => ({ y: tf.relu(x!) }),
  });
  const loading = engine.load!({ ...traced, onnx: traced.onnx.slice(0, 20) });
  await expect(loading).rejects.toThrow(/^damaged cannot be loaded: [^\n]+$/);
  await engine.dispose();
});

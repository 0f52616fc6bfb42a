import { createEngine, traceProgram, type Engine, type HostTensor, type Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { describe, expect, it } from 'vitest';

const double: Program = { name: 'double', inputs: { x: { shape: [2] } }, fn: ({ x }) => ({ y: tf.mul(x!, 2) }) };
/** The same, over the rows of x. */
const doubleRows: Program = {
  ...double,
  dataParallel: {
    batched: ['x'],
    replicated: [],
    map: ({ x }) => ({ total: tf.sum(x!) }),
    sums: { total: [] },
    reduce: ({ 'sum/total': total }) => ({ y: tf.mul(total!, 2) }),
    microBatchSize: 1,
  },
};
const x = (): HostTensor => ({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) });

describe.each(['compiled', 'eager'] as const)('the %s engine', (name) => {
  const start = (): Promise<Engine> => createEngine({ engine: name, device: 'cpu', threads: 1, shards: 2 });

  it.each([
    ['a program', double],
    ['a data-parallel program', doubleRows],
  ])('may be disposed of before %s, and both more than once', async (_, definition) => {
    const engine = await start();
    const program = await engine.compile(definition);
    await program.run({ x: x() });
    await Promise.all([engine.dispose(), program.dispose(), engine.dispose()]);
    await program.dispose();
    await engine.dispose();
  });

  it('waits for the run in progress when it is disposed of together with its program', async () => {
    const engine = await start();
    const program = await engine.compile(double);
    const run = program.run({ x: x() });
    await Promise.all([engine.dispose(), program.dispose()]);
    expect([...(await run).outputs['y']!.data]).toEqual([2, 4]);
  });

  it.each([
    ['a program', double],
    ['a data-parallel program', doubleRows],
  ])('compiles %s no more after it was disposed of', async (_, definition) => {
    const engine = await start();
    await engine.dispose();
    await expect(engine.compile(definition)).rejects.toThrow('the engine is closed');
  });
});

it('a traced program may be disposed of after its engine', async () => {
  const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  const program = await engine.load!(await traceProgram(double));
  await engine.dispose();
  await program.dispose();
});

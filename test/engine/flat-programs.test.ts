import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flattenProgram } from '#src/engine/runtime/flat-program.js';
import { trace } from '#src/engine/graph/tracer.js';
import { createEngine, type Engine, type HostTensor, type Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';

/** Sizes around the one from which on a tensor goes over on its own. */
const SHAPES = { number: [], none: [0, 2], row: [1, 3], whole: [256, 256], larger: [65_537] } as const;
const NAMES = Object.keys(SHAPES) as (keyof typeof SHAPES)[];

const filled = (shape: readonly number[], value: (i: number) => number): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => value(i)),
});
const named = <T>(prefix: string, make: (name: keyof typeof SHAPES) => T): Record<string, T> =>
  Object.fromEntries(NAMES.map((name) => [prefix + name, make(name)]));

/** Every size as state, as input and as output, and integers between them: state += input, output = 2 state + input. */
const mixed: Program = {
  name: 'mixed',
  inputs: {
    ...named('state/', (name) => ({ shape: SHAPES[name] })),
    count: { shape: [2], dtype: 'int32' },
    ...named('input/', (name) => ({ shape: SHAPES[name] })),
    step: { shape: [], dtype: 'int32' },
  },
  state: { ...named('state/', (name) => `next/${name}`), count: 'nextCount' },
  fn: (tensors) => ({
    ...named('output/', (name) => tf.add(tf.mul(tensors[`state/${name}`]!, 2), tensors[`input/${name}`]!)),
    doubled: tf.mul(tensors['count']!, tf.scalar(2, 'int32')),
    ...named('next/', (name) => tf.add(tensors[`state/${name}`]!, tensors[`input/${name}`]!)),
    nextCount: tf.add(tensors['count']!, tensors['step']!),
  }),
};

const start = {
  ...named('state/', (name) => filled(SHAPES[name], (i) => i)),
  count: { dtype: 'int32', shape: [2], data: Int32Array.of(5, 7) } satisfies HostTensor,
};
/** Made anew for each use: buffers may move to another thread. */
const given = () => ({
  ...named('input/', (name) => filled(SHAPES[name], (i) => 0.5 * i + 1)),
  step: { dtype: 'int32', shape: [], data: Int32Array.of(3) } satisfies HostTensor,
});

describe('small tensors go over together', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  });
  afterAll(() => engine.dispose());

  it('and come back each in its place, whatever lies between them', async () => {
    const program = await engine.compile(mixed);
    await program.writeState(start);
    expect(await program.readState()).toEqual(start);
    const first = await program.run(given());
    expect(first.outputs).toEqual({
      ...named('output/', (name) => filled(SHAPES[name], (i) => 2.5 * i + 1)),
      doubled: { dtype: 'int32', shape: [2], data: Int32Array.of(10, 14) },
    });
    expect(Object.keys(first.recycled).sort()).toEqual(Object.keys(given()).sort());
    expect(first.recycled).toEqual(given());
    await program.run(first.recycled);
    expect(await program.readState()).toEqual({
      ...named('state/', (name) => filled(SHAPES[name], (i) => 2 * i + 2)),
      count: { dtype: 'int32', shape: [2], data: Int32Array.of(11, 13) },
    });
  });

  it('and are copies: what was read does not change with the next run', async () => {
    const program = await engine.compile(mixed);
    await program.writeState(start);
    const { outputs, recycled } = await program.run(given());
    const state = await program.readState();
    const before = structuredClone({ outputs, state });
    await program.run(recycled);
    expect({ outputs, state }).toEqual(before);
  });

  it('in three vectors; what is empty, large, an integer or named goes alone', () => {
    const { program } = flattenProgram(mixed, ['input/row']);
    const { graph, outputs } = trace(program);
    const alone = (prefix: string): string[] => [`${prefix}none`, `${prefix}larger`];
    expect(graph.inputs.map(({ origin }) => (origin as { name: string }).name).sort()).toEqual(
      ['flat inputs', ...alone('input/'), 'input/row', 'step', 'flat state', ...alone('state/'), 'count'].sort(),
    );
    expect(Object.keys(outputs)).toHaveLength(3 + 1 + 3 + 1);
  });

  it('and not where there is only one', () => {
    const { program } = flattenProgram({
      name: 'one',
      inputs: { x: { shape: [2] } },
      fn: ({ x }) => ({ y: tf.neg(x!) }),
    });
    const { graph, outputs } = trace(program);
    expect(graph.inputs.map(({ origin }) => origin)).toEqual([{ kind: 'input', name: 'x' }]);
    expect(Object.keys(outputs)).toEqual(['y']);
  });
});

describe('slices that are put together again', () => {
  const operators = (fn: (x: tf.Tensor) => tf.Tensor): string[] => {
    const { graph, outputs } = trace({
      name: 'pieces',
      inputs: { x: { shape: [6, 4] } },
      fn: ({ x }) => ({ y: fn(x!) }),
    });
    const value = outputs['y']!;
    if (value.origin.kind !== 'node') return [];
    return graph.nodes.filter(({ outputs: [output] }) => output === value).map(({ op }) => op);
  };
  const piece = (x: tf.Tensor, from: number, to: number): tf.Tensor => tf.slice(x, [from, 0], [to - from, 4]);

  it('are the whole, or one slice', () => {
    expect(operators((x) => tf.concat([piece(x, 0, 1), piece(x, 1, 4), piece(x, 4, 6)]))).toEqual([]);
    expect(operators((x) => tf.concat([piece(x, 1, 2), piece(x, 2, 4)]))).toEqual(['Slice']);
    expect(operators((x) => tf.concat(tf.split(x, 2, 1), 1))).toEqual([]);
  });

  it('stay apart out of order, with a gap, of another axis or source', async () => {
    const concat = (...values: tf.Tensor[]): tf.Tensor => tf.concat(values);
    const cases: ((x: tf.Tensor) => tf.Tensor)[] = [
      (x) => concat(piece(x, 1, 4), piece(x, 0, 1)),
      (x) => concat(piece(x, 0, 1), piece(x, 2, 6)),
      (x) => concat(piece(x, 0, 2), piece(x, 1, 6)),
      (x) => tf.concat([piece(x, 0, 3), piece(x, 3, 6)], 1),
      (x) => concat(piece(x, 0, 2), piece(tf.neg(x), 2, 6)),
      (x) => concat(tf.stridedSlice(x, [0, 0], [4, 4], [2, 1]), piece(x, 4, 6)),
      (x) => concat(tf.slice(x, [0, 0], [3, 2]), tf.slice(x, [3, 2], [3, 2])),
    ];
    const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
    const x = filled([6, 4], (i) => i * i);
    for (const fn of cases) {
      expect(operators(fn)).toEqual(['Concat']);
      const program = await engine.compile({
        name: 'pieces',
        inputs: { x },
        fn: ({ x: input }) => ({ y: fn(input!) }),
      });
      const { outputs } = await program.run({ x: { ...x, data: x.data.slice() } });
      const expected = tf.tidy(() => [...fn(tf.tensor(x.data.slice(), [6, 4])).dataSync()]);
      expect([...outputs['y']!.data]).toEqual(expected);
    }
    await engine.dispose();
  });
});

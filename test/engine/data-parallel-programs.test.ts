import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEngine,
  dataParallelProgram,
  type Engine,
  type EngineOptions,
  type HostTensor,
  type Program,
} from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { scalar } from '../helpers/image-steps.js';

const CHILD = fileURLToPath(new URL('../helpers/idle-engine-child.mjs', import.meta.url));
/** Time within which an idle process must exit. */
const EXIT_TIMEOUT_MS = 20_000;

const floats = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const integers = (...values: number[]): HostTensor => ({
  dtype: 'int32',
  shape: [values.length],
  data: Int32Array.from(values),
});
const number = (tensor: HostTensor | undefined): number => tensor!.data[0]!;

/**
 * Computes the mean of table[index] x over the valid rows, and adds the number of valid rows per table entry to the
 * table. `passes` counts the calls of `map`, `rows` the rows that it received. Is not split without
 * `microBatchSize`. An index outside the table makes ONNX Runtime fail in `map`; `outside` makes it fail in
 * `reduce`.
 */
function lookup(batchSize: number, microBatchSize?: number): Program {
  return dataParallelProgram({
    name: 'lookup',
    inputs: {
      table: { shape: [3] },
      untouched: { shape: [2] },
      x: { shape: [batchSize, 2] },
      index: { shape: [batchSize], dtype: 'int32' },
      valid: { shape: [batchSize] },
      count: { shape: [] },
      outside: { shape: [1], dtype: 'int32' },
    },
    state: { table: 'nextTable', untouched: 'nextUntouched' },
    dataParallel: {
      batched: ['x', 'index', 'valid'],
      replicated: ['table', 'count'],
      map: ({ table, x, index, valid, count }) => {
        const weight = tf.div(tf.mul(tf.gather(table!, index!), valid!), count!);
        const values = tf.mul(tf.sum(x!, 1), weight);
        const hits = tf.mul(
          tf.cast(tf.oneHot(tf.cast(index!, 'int32') as tf.Tensor1D, 3), 'float32'),
          tf.expandDims(valid!, 1),
        );
        return { mean: tf.sum(values), hits: tf.sum(hits, 0), passes: tf.scalar(1), rows: tf.scalar(x!.shape[0]) };
      },
      sums: { mean: [], hits: [3], passes: [], rows: [] },
      reduce: ({ table, untouched, outside, ...sums }) => ({
        nextTable: tf.add(table!, sums['sum/hits']!),
        nextUntouched: tf.add(untouched!, tf.gather(tf.tensor1d([1, 1]), outside!)),
        mean: sums['sum/mean']!,
        passes: sums['sum/passes']!,
        rows: sums['sum/rows']!,
      }),
      ...(microBatchSize !== undefined && { microBatchSize }),
    },
  });
}

const STATE = { table: floats(1, 10, 100), untouched: floats(0, 0) };

/** x of row r sums to r + 1, row r looks up entry r mod 3, and every fourth row is invalid. */
function lookupInputs(batchSize: number): Record<string, HostTensor> {
  const rows = Array.from({ length: batchSize }, (_, row) => row);
  return {
    x: { dtype: 'float32', shape: [batchSize, 2], data: Float32Array.from(rows.flatMap((row) => [row, 1])) },
    index: integers(...rows.map((row) => row % 3)),
    valid: floats(...rows.map((row) => Number(row % 4 !== 3))),
    count: scalar(2),
    outside: integers(0),
  };
}

/** The expected mean, in plain JavaScript. */
function expectedMean(batchSize: number, table: readonly number[]): number {
  let sum = 0;
  for (let row = 0; row < batchSize; row++) sum += row % 4 === 3 ? 0 : ((row + 1) * table[row % 3]!) / 2;
  return sum;
}

const engines: Engine[] = [];
async function start(options: EngineOptions): Promise<Engine> {
  const engine = await createEngine({ device: 'cpu', threads: 1, ...options });
  engines.push(engine);
  return engine;
}
const inShards = (shards: number): Promise<Engine> => start({ engine: 'compiled', shards });
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.dispose()));
});

describe('a data-parallel program', () => {
  describe.each([1, 2, 3])('in %i shards', (shards) => {
    it.each([
      [1, 1],
      [2, 5],
      [5, 1],
      [5, 2],
      [7, 2],
      [7, 3],
      [8, 4],
      [9, 100],
    ])('processes each of %i rows once, at most %i at a time', async (batchSize, microBatchSize) => {
      const program = await (await inShards(shards)).compile(lookup(batchSize, microBatchSize));
      await program.writeState(STATE);
      const { outputs } = await program.run(lookupInputs(batchSize));
      expect(number(outputs['mean'])).toBe(expectedMean(batchSize, [1, 10, 100]));
      const [passes, rows] = [number(outputs['passes']), number(outputs['rows'])];
      expect(rows / passes).toBeLessThanOrEqual(microBatchSize);
      expect(rows).toBeGreaterThanOrEqual(batchSize);
      // Less than one padding row per pass.
      expect(rows - batchSize).toBeLessThan(Math.max(passes, shards));
      const hits = [0, 1, 2].map(
        (slot) => [...Array(batchSize).keys()].filter((row) => row % 3 === slot && row % 4 !== 3).length,
      );
      const { table, untouched } = await program.readState();
      expect([...table!.data]).toEqual([1, 10, 100].map((value, slot) => value + hits[slot]!));
      expect([...untouched!.data]).toEqual([1, 1]);
    });
  });

  it.skipIf(!existsSync('/proc/self/status'))('starts no more threads than there are processors', async () => {
    const threads = (): number => Number(/^Threads:\s+(\d+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
    const before = threads();
    const program = await (await start({ engine: 'compiled', threads: 1024 })).compile(lookup(16, 2));
    await program.writeState(STATE);
    const { outputs } = await program.run(lookupInputs(16));
    expect(number(outputs['mean'])).toBe(expectedMean(16, [1, 10, 100]));
    expect(number(outputs['passes'])).toBe(16);
    // The worker of whole programs, and one per shard as far as there are processors; each with a pool of its own.
    expect(threads() - before).toBeLessThanOrEqual(4 * availableParallelism() + 8);
  });

  it('has the state of the previous step, or the state written last, in all shards', async () => {
    const program = await (await inShards(2)).compile(lookup(6, 2));
    for (let round = 0; round < 2; round++) {
      await program.writeState(STATE);
      const table = [1, 10, 100];
      for (let step = 0; step < 4; step++) {
        const { outputs } = await program.run(lookupInputs(6));
        expect(number(outputs['mean'])).toBe(expectedMean(6, table));
        for (const row of [0, 1, 2, 4, 5]) table[row % 3]!++;
      }
    }
  });

  it('gives the same results on the eager and the compiled engine', async () => {
    const results = [];
    for (const engine of [await start({ engine: 'eager' }), await inShards(1), await inShards(3)]) {
      const program = await engine.compile(lookup(6, 6));
      await program.writeState(STATE);
      await program.run(lookupInputs(6));
      const { mean } = (await program.run(lookupInputs(6))).outputs;
      results.push({ mean, state: await program.readState() });
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('returns its outputs, and neither sums nor state', async () => {
    for (const engine of [await start({ engine: 'eager' }), await inShards(2)]) {
      const program = await engine.compile(lookup(4, 1));
      await program.writeState(STATE);
      const { outputs } = await program.run(lookupInputs(4));
      expect(Object.keys(outputs).sort()).toEqual(['mean', 'passes', 'rows']);
      expect(Object.keys(await program.readState()).sort()).toEqual(['table', 'untouched']);
    }
  });

  it('returns all its inputs unchanged for reuse', async () => {
    const program = await (await inShards(2)).compile(lookup(5, 2));
    await program.writeState(STATE);
    let inputs = lookupInputs(5);
    const buffers = new Set();
    for (let step = 0; step < 3; step++) {
      const { recycled } = await program.run(inputs);
      expect(recycled).toEqual(lookupInputs(5));
      inputs = { ...recycled };
      buffers.add(inputs['x']!.data.buffer);
    }
    // After the first run the batch stays in the same shared memory.
    expect([...buffers]).toEqual([expect.any(SharedArrayBuffer)]);
  });

  it('uses new values in recycled inputs, as a program that is not data-parallel does', async () => {
    const engine = await inShards(2);
    const programs = [await engine.compile(lookup(5, 2)), await engine.compile(lookup(5))];
    let inputs = lookupInputs(5);
    for (const [slot, value] of [1, 10, 100].entries()) {
      for (const program of programs) {
        inputs['index']!.data[0] = slot;
        await program.writeState(STATE);
        const { outputs, recycled } = await program.run(inputs);
        expect(number(outputs['mean'])).toBe(expectedMean(5, [1, 10, 100]) - 1 / 2 + value / 2);
        inputs = { ...recycled };
      }
    }
  });

  it('does not read the buffers of its state after the state is written', async () => {
    const program = await (await inShards(2)).compile(lookup(3, 1));
    const state = { table: floats(1, 10, 100), untouched: floats(0, 0) };
    await program.writeState(state);
    state.table.data.fill(7);
    const { outputs } = await program.run(lookupInputs(3));
    expect(number(outputs['mean'])).toBe(expectedMean(3, [1, 10, 100]));
  });

  it('queues calls that arrive during a run', async () => {
    const program = await (await inShards(2)).compile(lookup(3, 1));
    const means: number[] = [];
    void program.writeState(STATE);
    const runs = [0, 1, 2].map(() =>
      program.run(lookupInputs(3)).then(({ outputs }) => means.push(number(outputs['mean']))),
    );
    const state = program.readState();
    await Promise.all(runs);
    expect(means).toEqual([0, 1, 2].map((step) => expectedMean(3, [1 + step, 10 + step, 100 + step])));
    expect([...(await state)['table']!.data]).toEqual([4, 13, 103]);
  });

  it.each([
    ['in the first shard', { index: integers(9, 1, 2, 0, 1, 2) }],
    ['in the last shard', { index: integers(0, 1, 2, 0, 1, 9) }],
    ['in every shard', { index: integers(9, 9, 9, 9, 9, 9) }],
    ['in reduce', { outside: integers(9) }],
    ['before it starts', { count: floats(1, 2) }],
  ])('after a run that fails %s, the next run starts from the state before it', async (_, broken) => {
    const program = await (await inShards(2)).compile(lookup(6, 1));
    await program.writeState(STATE);
    await program.run(lookupInputs(6));
    const before = await program.readState();
    const failing = program.run({ ...lookupInputs(6), ...broken });
    const next = program.run(lookupInputs(6));
    await expect(failing).rejects.toThrow(/idx=9|indices element out of data bounds|expected shape/);
    const table = [...before['table']!.data];
    expect(number((await next).outputs['mean'])).toBe(expectedMean(6, table));
    await program.run(lookupInputs(6));
  });

  it.each([
    [
      'of a different shape',
      { hits: [2], passes: [], rows: [], mean: [] },
      'sum "hits" is float32 [3], expected float32 [2]',
    ],
    ['missing', { more: [4] }, 'sum "more" is missing, expected float32 [4]'],
  ])('refuses a sum that is %s, on both engines', async (_, sums, problem) => {
    const wrong = lookup(4, 2);
    const program = dataParallelProgram({ ...wrong, dataParallel: { ...wrong.dataParallel!, sums } });
    await expect((await inShards(2)).compile(program)).rejects.toThrow(problem);
    const eager = await (await start({ engine: 'eager' })).compile(program);
    await eager.writeState(STATE);
    await expect(eager.run(lookupInputs(4))).rejects.toThrow(`lookup: ${problem}`);
  });

  it('waits for the run in progress when it is disposed of', async () => {
    const program = await (await inShards(2)).compile(lookup(4, 1));
    await program.writeState(STATE);
    const run = program.run(lookupInputs(4));
    const disposal = program.dispose();
    await expect(program.run(lookupInputs(4))).rejects.toThrow('lookup: the program was disposed of');
    expect(number((await run).outputs['mean'])).toBe(expectedMean(4, [1, 10, 100]));
    await disposal;
  });

  it('shares its engine with other programs', async () => {
    const engine = await inShards(2);
    const [first, second] = [await engine.compile(lookup(5, 2)), await engine.compile(lookup(3, 1))];
    await first.writeState(STATE);
    await second.writeState({ ...STATE, table: floats(2, 20, 200) });
    const [a, b] = await Promise.all([first.run(lookupInputs(5)), second.run(lookupInputs(3))]);
    expect(number(a.outputs['mean'])).toBe(expectedMean(5, [1, 10, 100]));
    expect(number(b.outputs['mean'])).toBe(expectedMean(3, [2, 20, 200]));
    await first.dispose();
    expect(number((await second.run(lookupInputs(3))).outputs['mean'])).toBe(expectedMean(3, [3, 21, 201]));
  });

  it('refuses to run after its engine is disposed of', async () => {
    const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1, shards: 2 });
    const program = await engine.compile(lookup(4, 1));
    await program.writeState(STATE);
    await engine.dispose();
    await expect(program.run(lookupInputs(4))).rejects.toThrow('the engine is closed');
  });

  it('does not keep the process alive', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD], { timeout: EXIT_TIMEOUT_MS });
    expect(stdout).toBe('10');
  });
});

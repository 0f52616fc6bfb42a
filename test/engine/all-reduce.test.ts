import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { compileDataParallel } from '#src/engine/runtime/compile-data-parallel.js';
import { openEngineWorker, type EngineWorker, type WorkerProgram } from '#src/engine/runtime/engine-worker.js';
import {
  abortAllReduce,
  allReduce,
  createAllReduce,
  FAILED_ELSEWHERE,
  sizeOfAll,
} from '#src/engine/runtime/all-reduce.js';
import { dataParallelProgram, type MicroBatchedProgram } from '#src/engine/data-parallel-program.js';
import type { HostTensor } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';

const CHILD = new URL('../helpers/all-reduce-child.mjs', import.meta.url);
const SHAPES = { weights: [3, 5], bias: [7], loss: [] } as const;
const SIZE = sizeOfAll(Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => [name, { shape }])));

type Sums = Record<string, HostTensor>;
interface Answer {
  readonly total?: Sums;
  readonly message?: string;
}

const workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

/** What a worker brings: numbers whose sum depends on the order in which they are added. */
function sumsOf(worker: number, step: number): Sums {
  let count = 0;
  const value = (): number => Math.sin(1000 * worker + 100 * step + count++) * 10 ** (count % 9);
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => {
      const size = shape.reduce((product: number, axis) => product * axis, 1);
      return [name, { dtype: 'float32', shape, data: Float32Array.from({ length: size }, value) }];
    }),
  );
}

/** The same, worker by worker, in plain JavaScript. */
function totalOf(workerCount: number, step: number): Sums {
  const [first, ...others] = Array.from({ length: workerCount }, (_, worker) => sumsOf(worker, step));
  for (const [name, { data }] of Object.entries(first!)) {
    for (const other of others) data.forEach((_, i) => (data[i]! += other[name]!.data[i]!));
  }
  return first!;
}

describe('threads that all-reduce', () => {
  it.each([1, 2, 3, 5])('all get the same total, %i of them, whoever comes last', async (workerCount) => {
    const memory = createAllReduce(workerCount, SIZE);
    const threads = startWorkers(workerCount, { memory });
    for (let step = 1; step <= 12; step++) {
      const answers = await askAll(threads, step);
      for (const { total } of answers) expect(total).toEqual(totalOf(workerCount, step));
    }
  });

  it('do not wait for one that fails, and all-reduce again in the step after', async () => {
    const memory = createAllReduce(3, SIZE);
    const threads = startWorkers(3, { memory, failing: { worker: 1, step: 2 } });
    await askAll(threads, 1);
    const messages = (await askAll(threads, 2)).map(({ message }) => message);
    expect(messages).toEqual([FAILED_ELSEWHERE, 'this worker failed', FAILED_ELSEWHERE]);
    for (const { total } of await askAll(threads, 3)) expect(total).toEqual(totalOf(3, 3));
  });

  it('do not wait for one whose failure is told by another thread', async () => {
    const memory = createAllReduce(2, SIZE);
    const [waiting] = startWorkers(2, { memory });
    const answer = ask(waiting!, 0, 1, 0);
    abortAllReduce(memory, 1, 1);
    expect(await answer).toEqual({ message: FAILED_ELSEWHERE });
  });

  it('keep what one has brought that fails only afterwards', () => {
    const memory = createAllReduce(2, SIZE);
    abortAllReduce(memory, 0, 1);
    expect(() => allReduce(memory, 1, 1, sumsOf(1, 1))).toThrow(FAILED_ELSEWHERE);
    // It has been there in this step: a word that it failed comes too late for the others.
    abortAllReduce(memory, 1, 1);
    expect([...memory.arrivals]).toEqual([-1, 1]);
  });
});

describe('a thread that ends', () => {
  it('fails the runs of its program and keeps nobody waiting', async () => {
    const threads = [0, 1, 2].map(() => openEngineWorker({ device: 'cpu', threads: 1 }));
    const program = await compileDataParallel(total(6), threads);
    const inputs = { x: { dtype: 'float32', shape: [6], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const };
    expect((await program.run(inputs)).outputs['total']!.data[0]).toBe(21);
    await threads[1]!.close();
    await expect(program.run(inputs)).rejects.toThrow('the engine is closed');
    await expect(program.run(inputs)).rejects.toThrow('the engine is closed');
    await Promise.all(threads.map((worker) => worker.close()));
  });
});

describe('a thread that fails where others do not', () => {
  it('leaves states that differ: nothing runs until they are written again', async () => {
    const threads = [
      openEngineWorker({ device: 'cpu', threads: 1 }),
      openEngineWorker({ device: 'cpu', threads: 1 }),
    ] as const;
    const program = await compileDataParallel(total(4), [threads[0], losingAnswers(threads[1], 2)]);
    const inputs = { x: { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const };
    await program.writeState({});
    await program.run(inputs);
    await expect(program.run(inputs)).rejects.toThrow('lost');
    await expect(program.run(inputs)).rejects.toThrow('a thread failed where others did not; write the state again');
    await expect(program.readState()).rejects.toThrow('write the state again');
    await program.writeState({});
    expect((await program.run(inputs)).outputs['total']!.data[0]).toBe(10);
    await Promise.all(threads.map((worker) => worker.close()));
  });

  it('whose state a worker did not take must have its state written again', async () => {
    const threads = [
      openEngineWorker({ device: 'cpu', threads: 1 }),
      openEngineWorker({ device: 'cpu', threads: 1 }),
    ] as const;
    let refuses = true;
    const program = await compileDataParallel(total(4), [threads[0], refusingState(threads[1], () => refuses)]);
    const inputs = { x: { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const };
    await expect(program.writeState({})).rejects.toThrow('refused');
    await expect(program.run(inputs)).rejects.toThrow('write the state again');
    refuses = false;
    await program.writeState({});
    expect((await program.run(inputs)).outputs['total']!.data[0]).toBe(10);
    await Promise.all(threads.map((worker) => worker.close()));
  });

  it('whose inputs cannot be prepared asks no worker to wait for the others', async () => {
    const threads = [
      openEngineWorker({ device: 'cpu', threads: 1 }),
      openEngineWorker({ device: 'cpu', threads: 1 }),
    ] as const;
    const program = await compileDataParallel(total(4), threads);
    await program.writeState({});
    const x = { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const;
    // As if there were no memory to share it in.
    const unsharedExamples = new Proxy(x.data, {
      get: (data, key) => {
        if (key === 'buffer') throw new RangeError('no memory');
        return Reflect.get(data, key, data) as unknown;
      },
    });
    await expect(program.run({ x: { ...x, data: unsharedExamples } })).rejects.toThrow('no memory');
    expect((await program.run({ x })).outputs['total']!.data[0]).toBe(10);
    await Promise.all(threads.map((worker) => worker.close()));
  });
});

/** A worker that does not take its state while it is told so. */
const refusingState = (worker: EngineWorker, refuses: () => boolean): EngineWorker =>
  withPrograms(worker, (program) => ({
    ...program,
    writeState: async (values) => {
      if (refuses()) throw new Error('refused');
      await program.writeState(values);
    },
  }));

/** A worker that does its work, but in one step fails afterwards. */
const losingAnswers = (worker: EngineWorker, failsIn: number): EngineWorker =>
  withPrograms(worker, (program) => ({
    ...program,
    run: async (inputs, step) => {
      const result = await program.run(inputs, step);
      if (step === failsIn) throw new Error('lost');
      return result;
    },
  }));

/** A worker whose programs are changed as they are loaded. */
const withPrograms = (worker: EngineWorker, change: (program: WorkerProgram) => WorkerProgram): EngineWorker => ({
  ...worker,
  load: async (content) => change(await worker.load(content)),
});

function total(batchSize: number): MicroBatchedProgram {
  const parts = {
    name: 'total',
    inputs: { x: { shape: [batchSize] } },
    dataParallel: {
      batched: ['x'],
      replicated: [],
      map: ({ x }) => ({ total: tf.sum(x!) }),
      sums: { total: [] },
      reduce: ({ 'sum/total': sum }) => ({ total: tf.mul(sum!, 1) }),
      microBatchSize: 1,
    },
  } satisfies Omit<MicroBatchedProgram, 'fn'>;
  return { ...dataParallelProgram(parts), dataParallel: parts.dataParallel };
}

interface WorkerOptions {
  readonly memory: ReturnType<typeof createAllReduce>;
  readonly failing?: { readonly worker: number; readonly step: number };
}

function startWorkers(workerCount: number, { memory, failing }: WorkerOptions): Worker[] {
  const threads = Array.from({ length: workerCount }, (_, worker) => {
    const failsIn = failing?.worker === worker ? failing.step : undefined;
    return new Worker(CHILD, { workerData: { memory, worker, failsIn } });
  });
  workers.push(...threads);
  return threads;
}

async function ask(thread: Worker, worker: number, step: number, delayMs: number): Promise<Answer> {
  thread.postMessage({ step, delayMs, own: sumsOf(worker, step) });
  const [answer] = (await once(thread, 'message')) as [Answer];
  return answer;
}

/** Another worker is the last in every step. */
function askAll(threads: readonly Worker[], step: number): Promise<Answer[]> {
  return Promise.all(
    threads.map((thread, worker) => ask(thread, worker, step, ((worker + step) % threads.length) * 3)),
  );
}

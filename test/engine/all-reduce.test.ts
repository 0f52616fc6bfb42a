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

/** One worker's partial sums: numbers whose total depends on the order of addition. */
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

/** The expected total, added worker by worker in plain JavaScript. */
function totalOf(workerCount: number, step: number): Sums {
  const [first, ...others] = Array.from({ length: workerCount }, (_, worker) => sumsOf(worker, step));
  for (const [name, { data }] of Object.entries(first!)) {
    for (const other of others) data.forEach((_, i) => (data[i]! += other[name]!.data[i]!));
  }
  return first!;
}

describe('an all-reduce', () => {
  it.each([1, 2, 3, 5])('gives each of %i workers the same total, whichever arrives last', async (workerCount) => {
    const memory = createAllReduce(workerCount, SIZE);
    const threads = startWorkers(workerCount, { memory });
    for (let step = 1; step <= 12; step++) {
      const answers = await runStepOnAll(threads, step);
      for (const { total } of answers) expect(total).toEqual(totalOf(workerCount, step));
    }
  });

  it('does not wait for a worker that fails, and works again in the next step', async () => {
    const memory = createAllReduce(3, SIZE);
    const threads = startWorkers(3, { memory, failing: { worker: 1, step: 2 } });
    await runStepOnAll(threads, 1);
    const messages = (await runStepOnAll(threads, 2)).map(({ message }) => message);
    expect(messages).toEqual([FAILED_ELSEWHERE, 'this worker failed', FAILED_ELSEWHERE]);
    for (const { total } of await runStepOnAll(threads, 3)) expect(total).toEqual(totalOf(3, 3));
  });

  it('does not wait for a worker whose failure another thread reports', async () => {
    const memory = createAllReduce(2, SIZE);
    const [waiting] = startWorkers(2, { memory });
    const answer = runStep(waiting!, 0, 1, 0);
    abortAllReduce(memory, 1, 1);
    expect(await answer).toEqual({ message: FAILED_ELSEWHERE });
  });

  it('keeps the sums of a worker that fails after it has contributed', () => {
    const memory = createAllReduce(2, SIZE);
    abortAllReduce(memory, 0, 1);
    expect(() => allReduce(memory, 1, 1, sumsOf(1, 1))).toThrow(FAILED_ELSEWHERE);
    // The worker has already contributed to this step, so a later abort has no effect.
    abortAllReduce(memory, 1, 1);
    expect([...memory.arrivals]).toEqual([-1, 1]);
  });
});

describe('a worker that exits', () => {
  it('makes runs of its program fail instead of blocking the other workers', async () => {
    const threads = [0, 1, 2].map(openWorker);
    const program = await compileDataParallel(total(6), threads);
    const inputs = { x: { dtype: 'float32', shape: [6], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const };
    expect((await program.run(inputs)).outputs['total']!.data[0]).toBe(21);
    await threads[1]!.close();
    await expect(program.run(inputs)).rejects.toThrow('the engine is closed');
    await expect(program.run(inputs)).rejects.toThrow('the engine is closed');
    await Promise.all(threads.map((worker) => worker.close()));
  });
});

describe('a data-parallel program', () => {
  it('has the same bits on any number of workers: the shards decide them', async () => {
    const inputs = (): Record<string, HostTensor> => ({
      x: {
        dtype: 'float32',
        shape: [23],
        data: Float32Array.from({ length: 23 }, (_, i) => Math.sin(i) * 10 ** (i % 9)),
      },
    });
    const totals = [];
    for (const workerCount of [1, 2, 3, 5]) {
      const threads = Array.from({ length: workerCount }, openWorker);
      const program = await compileDataParallel(total(23), threads, 5);
      totals.push((await program.run(inputs())).outputs['total']!.data[0]);
      await Promise.all(threads.map((worker) => worker.close()));
    }
    const inThree = [openWorker(), openWorker(), openWorker()];
    const other = (await (await compileDataParallel(total(23), inThree)).run(inputs())).outputs['total']!.data[0];
    await Promise.all(inThree.map((worker) => worker.close()));
    expect(new Set(totals).size).toBe(1);
    expect(other).not.toBe(totals[0]);
  });

  it('does not run after a worker fails alone, until its state is written again', async () => {
    const threads = [openWorker(), openWorker()] as const;
    const program = await compileDataParallel(total(4), [threads[0], losingAnswers(threads[1], 2)]);
    const inputs = { x: { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const };
    await program.writeState({});
    await program.run(inputs);
    await expect(program.run(inputs)).rejects.toThrow('lost');
    await expect(program.run(inputs)).rejects.toThrow(
      "a worker failed, so the workers' states differ; write the state again",
    );
    await expect(program.readState()).rejects.toThrow('write the state again');
    await program.writeState({});
    expect((await program.run(inputs)).outputs['total']!.data[0]).toBe(10);
    await Promise.all(threads.map((worker) => worker.close()));
  });

  it('does not run after a worker rejects its state, until the state is written again', async () => {
    const threads = [openWorker(), openWorker()] as const;
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

  it('does not start any worker if its inputs cannot be prepared', async () => {
    const threads = [openWorker(), openWorker()] as const;
    const program = await compileDataParallel(total(4), threads);
    await program.writeState({});
    const x = { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const;
    // Simulates a failure to allocate shared memory.
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

/** A worker that rejects its state as long as `refuses` returns true. */
const refusingState = (worker: EngineWorker, refuses: () => boolean): EngineWorker =>
  withPrograms(worker, (program) => ({
    ...program,
    writeState: async (values) => {
      if (refuses()) throw new Error('refused');
      await program.writeState(values);
    },
  }));

/** A worker that fails in one step, after it has run the program. */
const losingAnswers = (worker: EngineWorker, failsIn: number): EngineWorker =>
  withPrograms(worker, (program) => ({
    ...program,
    run: async (inputs, step) => {
      const result = await program.run(inputs, step);
      if (step === failsIn) throw new Error('lost');
      return result;
    },
  }));

/** A worker whose programs are modified when they are loaded. */
const withPrograms = (worker: EngineWorker, change: (program: WorkerProgram) => WorkerProgram): EngineWorker => ({
  ...worker,
  load: async (content) => change(await worker.load(content)),
});

const openWorker = (): EngineWorker => openEngineWorker({ device: 'cpu', threads: 1 });

function total(batchSize: number): MicroBatchedProgram {
  const definition = {
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
  return { ...dataParallelProgram(definition), dataParallel: definition.dataParallel };
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

async function runStep(thread: Worker, worker: number, step: number, delayMs: number): Promise<Answer> {
  thread.postMessage({ step, delayMs, partial: sumsOf(worker, step) });
  const [answer] = (await once(thread, 'message')) as [Answer];
  return answer;
}

/** Sends one step to all workers. A different worker is the last in every step. */
function runStepOnAll(threads: readonly Worker[], step: number): Promise<Answer[]> {
  return Promise.all(
    threads.map((thread, worker) => runStep(thread, worker, step, ((worker + step) % threads.length) * 3)),
  );
}

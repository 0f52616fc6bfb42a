import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { compileDivided } from '#src/engine/runtime/divided.js';
import { openLane, type Lane, type LaneProgram } from '#src/engine/runtime/lane.js';
import { createMeeting, fail, FAILED_ELSEWHERE, meet, sizeOfAll } from '#src/engine/runtime/meeting.js';
import { dividedProgram, type DividedProgram } from '#src/engine/divided-program.js';
import type { HostTensor } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';

const CHILD = new URL('../helpers/meeting-child.mjs', import.meta.url);
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

/** What a lane brings: numbers whose sum depends on the order in which they are added. */
function sumsOf(lane: number, step: number): Sums {
  let count = 0;
  const value = (): number => Math.sin(1000 * lane + 100 * step + count++) * 10 ** (count % 9);
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => {
      const size = shape.reduce((product: number, axis) => product * axis, 1);
      return [name, { dtype: 'float32', shape, data: Float32Array.from({ length: size }, value) }];
    }),
  );
}

/** The same, lane by lane, in plain JavaScript. */
function totalOf(laneCount: number, step: number): Sums {
  const [first, ...others] = Array.from({ length: laneCount }, (_, lane) => sumsOf(lane, step));
  for (const [name, { data }] of Object.entries(first!)) {
    for (const other of others) data.forEach((_, i) => (data[i]! += other[name]!.data[i]!));
  }
  return first!;
}

describe('lanes that meet', () => {
  it.each([1, 2, 3, 5])('all get the same total, %i of them, whoever comes last', async (laneCount) => {
    const meeting = createMeeting(laneCount, SIZE);
    const lanes = startLanes(laneCount, { meeting });
    for (let step = 1; step <= 12; step++) {
      const answers = await askAll(lanes, step);
      for (const { total } of answers) expect(total).toEqual(totalOf(laneCount, step));
    }
  });

  it('do not wait for one that fails, and meet again in the step after', async () => {
    const meeting = createMeeting(3, SIZE);
    const lanes = startLanes(3, { meeting, failing: { lane: 1, step: 2 } });
    await askAll(lanes, 1);
    const messages = (await askAll(lanes, 2)).map(({ message }) => message);
    expect(messages).toEqual([FAILED_ELSEWHERE, 'this lane failed', FAILED_ELSEWHERE]);
    for (const { total } of await askAll(lanes, 3)) expect(total).toEqual(totalOf(3, 3));
  });

  it('do not wait for one whose failure is told by another thread', async () => {
    const meeting = createMeeting(2, SIZE);
    const [waiting] = startLanes(2, { meeting });
    const answer = ask(waiting!, 0, 1, 0);
    fail(meeting, 1, 1);
    expect(await answer).toEqual({ message: FAILED_ELSEWHERE });
  });

  it('keep what one has brought that fails only afterwards', () => {
    const meeting = createMeeting(2, SIZE);
    fail(meeting, 0, 1);
    expect(() => meet(meeting, 1, 1, sumsOf(1, 1))).toThrow(FAILED_ELSEWHERE);
    // It has been there in this step: a word that it failed comes too late for the others.
    fail(meeting, 1, 1);
    expect([...meeting.arrivals]).toEqual([-1, 1]);
  });
});

describe('a thread that ends', () => {
  it('fails the runs of its program and keeps nobody waiting', async () => {
    const lanes = [0, 1, 2].map(() => openLane({ device: 'cpu', threads: 1 }));
    const program = await compileDivided(total(6), lanes);
    const inputs = { x: { dtype: 'float32', shape: [6], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const };
    expect((await program.run(inputs)).outputs['total']!.data[0]).toBe(21);
    await lanes[1]!.close();
    await expect(program.run(inputs)).rejects.toThrow('the engine is closed');
    await expect(program.run(inputs)).rejects.toThrow('the engine is closed');
    await Promise.all(lanes.map((lane) => lane.close()));
  });
});

describe('a thread that fails where others do not', () => {
  it('leaves states that differ: nothing runs until they are written again', async () => {
    const lanes = [openLane({ device: 'cpu', threads: 1 }), openLane({ device: 'cpu', threads: 1 })] as const;
    const program = await compileDivided(total(4), [lanes[0], losingAnswers(lanes[1], 2)]);
    const inputs = { x: { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const };
    await program.writeState({});
    await program.run(inputs);
    await expect(program.run(inputs)).rejects.toThrow('lost');
    await expect(program.run(inputs)).rejects.toThrow('a thread failed where others did not; write the state again');
    await expect(program.readState()).rejects.toThrow('write the state again');
    await program.writeState({});
    expect((await program.run(inputs)).outputs['total']!.data[0]).toBe(10);
    await Promise.all(lanes.map((lane) => lane.close()));
  });

  it('whose state a lane did not take must have its state written again', async () => {
    const lanes = [openLane({ device: 'cpu', threads: 1 }), openLane({ device: 'cpu', threads: 1 })] as const;
    let refuses = true;
    const program = await compileDivided(total(4), [lanes[0], refusingState(lanes[1], () => refuses)]);
    const inputs = { x: { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const };
    await expect(program.writeState({})).rejects.toThrow('refused');
    await expect(program.run(inputs)).rejects.toThrow('write the state again');
    refuses = false;
    await program.writeState({});
    expect((await program.run(inputs)).outputs['total']!.data[0]).toBe(10);
    await Promise.all(lanes.map((lane) => lane.close()));
  });

  it('whose inputs cannot be prepared asks no lane to wait for the others', async () => {
    const lanes = [openLane({ device: 'cpu', threads: 1 }), openLane({ device: 'cpu', threads: 1 })] as const;
    const program = await compileDivided(total(4), lanes);
    await program.writeState({});
    const x = { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const;
    // As if there were no memory to share it in.
    const unshareable = new Proxy(x.data, {
      get: (data, key) => {
        if (key === 'buffer') throw new RangeError('no memory');
        return Reflect.get(data, key, data) as unknown;
      },
    });
    await expect(program.run({ x: { ...x, data: unshareable } })).rejects.toThrow('no memory');
    expect((await program.run({ x })).outputs['total']!.data[0]).toBe(10);
    await Promise.all(lanes.map((lane) => lane.close()));
  });
});

/** A lane that does not take its state while it is told so. */
const refusingState = (lane: Lane, refuses: () => boolean): Lane =>
  withPrograms(lane, (program) => ({
    ...program,
    writeState: async (values) => {
      if (refuses()) throw new Error('refused');
      await program.writeState(values);
    },
  }));

/** A lane that does its work, but in one step fails afterwards. */
const losingAnswers = (lane: Lane, failsIn: number): Lane =>
  withPrograms(lane, (program) => ({
    ...program,
    run: async (inputs, step) => {
      const result = await program.run(inputs, step);
      if (step === failsIn) throw new Error('lost');
      return result;
    },
  }));

/** A lane whose programs are changed as they are loaded. */
const withPrograms = (lane: Lane, change: (program: LaneProgram) => LaneProgram): Lane => ({
  ...lane,
  load: async (content) => change(await lane.load(content)),
});

function total(batchSize: number): DividedProgram & { readonly division: { readonly rowsAtOnce: number } } {
  const parts = {
    name: 'total',
    inputs: { x: { shape: [batchSize] } },
    division: {
      sliced: ['x'],
      shared: [],
      partial: ({ x }) => ({ total: tf.sum(x!) }),
      sums: { total: [] },
      combine: ({ 'sum/total': sum }) => ({ total: tf.mul(sum!, 1) }),
      rowsAtOnce: 1,
    },
  } satisfies Omit<DividedProgram, 'fn'>;
  return { ...dividedProgram(parts), division: parts.division };
}

interface LaneOptions {
  readonly meeting: ReturnType<typeof createMeeting>;
  readonly failing?: { readonly lane: number; readonly step: number };
}

function startLanes(laneCount: number, { meeting, failing }: LaneOptions): Worker[] {
  const lanes = Array.from({ length: laneCount }, (_, lane) => {
    const failsIn = failing?.lane === lane ? failing.step : undefined;
    return new Worker(CHILD, { workerData: { meeting, lane, failsIn } });
  });
  workers.push(...lanes);
  return lanes;
}

async function ask(worker: Worker, lane: number, step: number, delayMs: number): Promise<Answer> {
  worker.postMessage({ step, delayMs, own: sumsOf(lane, step) });
  const [answer] = (await once(worker, 'message')) as [Answer];
  return answer;
}

/** Another lane is the last in every step. */
function askAll(lanes: readonly Worker[], step: number): Promise<Answer[]> {
  return Promise.all(lanes.map((worker, lane) => ask(worker, lane, step, ((lane + step) % lanes.length) * 3)));
}

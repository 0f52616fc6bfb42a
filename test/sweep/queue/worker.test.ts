import type { Queue } from 'bullmq';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lyrebirdVersion } from '#src/package.js';
import {
  createWarningList,
  jobName,
  readJob,
  readJobProgress,
  readJobResult,
  readJobWarnings,
} from '#src/sweep/queue/job.js';
import { runWorker, type WorkerEvent } from '#src/sweep/queue/index.js';
import { hasRedis, type RedisServer, startRedis } from '../../cli/support/redis-server.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const GOOD = {
  version: lyrebirdVersion(),
  sweep: '0e6e2d4f-3a7e-4c3e-9c52-2f0d1f6f0a11',
  name: 'loss.alpha=0.5, seed 1',
  config: { task: 'bird10' },
  settings: { 'loss.alpha': 0.5 },
  seed: 1,
  folder: 'trials/loss.alpha=0.5/seed-1',
};
const NESTED = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;

describe('the data of a job', () => {
  it('is that of a trial', () => {
    expect(readJob(GOOD)).toEqual(GOOD);
  });

  it.each([
    [null, 'expected an object, got null'],
    [[GOOD], 'expected an object, got a list'],
    ['trial', 'expected an object, got string'],
    [{}, 'its version is missing'],
    [{ ...GOOD, version: '9\u001b[2J' }, 'the sweep uses Lyrebird 9\\u001b[2J, the worker'],
    [{ ...GOOD, name: 'a\u001b[2Jb' }, 'name: text without escape codes'],
    [{ ...GOOD, name: undefined }, 'name: '],
    [{ ...GOOD, config: [] }, 'config: '],
    [{ ...GOOD, config: { text: 'x'.repeat(1_000_000) } }, 'expected at most 1000000 characters, got 1000'],
    [{ ...GOOD, settings: null }, 'settings: '],
    [{ ...GOOD, settings: { 'a\u001b': 1 } }, 'settings.a\\u001b: '],
    [{ ...GOOD, seed: -1 }, 'seed: '],
    [{ ...GOOD, seed: '1' }, 'seed: '],
    [{ ...GOOD, sweep: '../../etc' }, 'sweep: '],
    [{ ...GOOD, folder: '../seed-1' }, 'folder: '],
    [{ ...GOOD, folder: 'trials/../seed-1' }, 'folder: '],
    [{ ...GOOD, folder: 'trials/a/../../seed-1' }, 'folder: '],
    [{ ...GOOD, folder: `trials/${'a'.repeat(300)}/seed-1` }, 'folder: '],
    [JSON.parse('{"__proto__": {"version": "1"}}'), 'its version is missing'],
    [0, 'expected an object, got number'],
    [{ ...GOOD, config: { nested: NESTED } }, 'its data is nested too deeply'],
  ])('is refused if it is not that of a trial: case %#', (data, message) => {
    expect(() => readJob(data)).toThrow(message);
    expect(jobName(data)).not.toContain('\u001b');
  });

  it.each([undefined, null, 7, {}, { result: null }, { result: { steps: 1 } }, { result: [] }])(
    '%j is no result',
    (value) => expect(readJobResult(value)).toBeUndefined(),
  );

  it('neither is what is nested too deeply to be written', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
    expect(readJobResult({ result: { format: deep } })).toBeUndefined();
  });

  const progress = { step: 4, steps: 4, elapsedSeconds: 1, etaSeconds: 0, validationAccuracy: null };
  it.each([undefined, 0, {}, { step: 1, steps: 0 }, { step: 'a', steps: 'b' }, { ...progress, step: 5 }])(
    '%j is no progress',
    (value) => expect(readJobProgress(value)).toBeUndefined(),
  );

  it('holds progress of at most all steps', () => {
    expect(readJobProgress(progress)).toEqual(progress);
  });
});

describe('the warnings in the result of a job', () => {
  it('are distinct, and as long and as many as a sweep takes', () => {
    const list = createWarningList();
    const leftOut = { message: 'damaged', file: 'a.wav', leftOut: true } as const;
    for (let i = 0; i < 2; i++) list.add(leftOut);
    for (let i = 0; i < 200; i++) list.add({ message: `${i} ${'long '.repeat(1000)}` });
    const read = readJobWarnings({ result: {}, warnings: list.warnings });
    expect(read).toHaveLength(100);
    expect(read[0]).toEqual(leftOut);
  });

  it.each([
    undefined,
    { warnings: 'a' },
    { warnings: [{ message: 'x'.repeat(1001) }] },
    { warnings: Array(101).fill({ message: 'a' }) },
    { warnings: [{ message: 1 }] },
  ])('are none in a result of another kind: case %#', (value) => expect(readJobWarnings(value)).toEqual([]));
});

describe.skipIf(!hasRedis)('a worker', () => {
  const { at } = useTemporaryFolder();
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('refuses what is no trial, lives on, and takes jobs again after the server was restarted', async () => {
    const { Queue } = await import('bullmq');
    const queue = new Queue('lyrebird-trials', { connection: { host: '127.0.0.1', port: redis.port } });
    queue.on('error', () => undefined);
    const stop = new AbortController();
    const events: WorkerEvent[] = [];
    const arrived = new EventTarget();
    const onEvent = (event: WorkerEvent): void => {
      events.push(event);
      arrived.dispatchEvent(new Event(event.type));
    };
    const worker = runWorker({
      ...{ address: redis.address, parallel: 1, out: at('out'), lostAfterSeconds: 30, command: ['false'], onEvent },
      ...{ stop: stop.signal, abandon: new AbortController().signal },
    });
    const refusals = async (...jobs: readonly unknown[]): Promise<string[]> => {
      for (const data of jobs) {
        const failed = once(arrived, 'failed');
        // The job asks to be repeated, which must not count.
        await addJob(queue, data);
        await failed;
      }
      return events.flatMap((event) => (event.type === 'failed' ? [event.message] : [])).slice(-jobs.length);
    };
    const notTrial = 'the queue holds a job that is not a trial: ';
    expect(await refusals(null, [1], { ...GOOD, name: 'a\u001b[2Jb' })).toEqual([
      `${notTrial}expected an object, got null`,
      `${notTrial}expected an object, got a list`,
      `${notTrial}name: text without escape codes`,
    ]);
    expect(await queue.getJobCounts('failed', 'delayed', 'active')).toEqual({ failed: 3, delayed: 0, active: 0 });

    const back = once(arrived, 'recovered');
    await redis.stop();
    redis = await startRedis(redis.port);
    await back;
    // The command is not Lyrebird, so the trial fails, but it was taken.
    expect(await refusals(GOOD)).toEqual(['exited with code 1']);
    expect(events.map(({ type }) => type).filter((type) => type !== 'failed')).toEqual([
      'problem',
      'recovered',
      'taken',
    ]);
    stop.abort();
    await worker;
    await queue.close();
  });
});

async function addJob(queue: Queue, data: unknown): Promise<void> {
  await queue.add('trial', data, { attempts: 3, backoff: 100_000 });
}

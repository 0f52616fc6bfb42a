import { Queue } from 'bullmq';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '#src/queue/connection.js';
import { runQueueWorker, type WorkerEvent } from '#src/queue/index.js';
import { openJobSource } from '#src/queue/job-source.js';
import { hasRedis, startRedis, type RedisServer } from '../cli/support/redis-server.js';

const LOST_AFTER_SECONDS = 1;
const QUEUE = 'lyrebird-test';
const HOOKS = { onLost: () => undefined, onBack: () => undefined };
const never = new AbortController().signal;

describe.skipIf(!hasRedis)('a job that loses its workers', { timeout: 30_000 }, () => {
  let redis: RedisServer;
  let queue: Queue;
  beforeAll(async () => {
    redis = await startRedis();
    queue = new Queue(QUEUE, { connection: { host: '127.0.0.1', port: redis.port } });
  });
  afterAll(async () => {
    await queue.close();
    await redis.stop();
  });

  /** Takes a job, and gives no sign of life after that. */
  const loseWorker = async (name: string): Promise<void> => {
    await using connection = await connect(redis.address, HOOKS, never);
    await using jobs = await openJobSource(connection, QUEUE, LOST_AFTER_SECONDS);
    for (;;) {
      const taken = await jobs.take(never);
      if ((taken?.job.data as { readonly name: string } | undefined)?.name === name) return;
      await taken?.job.moveToWait(taken.token);
      await delay(100);
    }
  };

  it('is done alone, and given up in the end', async () => {
    await queue.add('job', { name: 'doomed' });
    await loseWorker('doomed');
    await loseWorker('doomed');
    await queue.add('job', { name: 'suspect' });
    await loseWorker('suspect');
    for (const name of ['a', 'b', 'c']) await queue.add('job', { name });

    const stop = new AbortController();
    const events: WorkerEvent[] = [];
    const running = new Set<string>();
    const besideSuspect: string[] = [];
    let together = 0;
    const arrived = new EventTarget();
    const worker = runQueueWorker({
      ...{ address: redis.address, queue: QUEUE, noun: 'job', parallel: 2, lostAfterSeconds: LOST_AFTER_SECONDS },
      ...{ stop: stop.signal, mostLostWorkers: 2, failureText: String },
      nameOf: (data) => (data as { readonly name: string }).name,
      async perform(data) {
        const { name } = data as { readonly name: string };
        running.add(name);
        together = Math.max(together, running.size);
        if (running.has('suspect')) besideSuspect.push(...running);
        await delay(300);
        running.delete(name);
        return { name };
      },
      onEvent(event) {
        events.push(event);
        if (events.length === 5) arrived.dispatchEvent(new Event('all'));
      },
    });
    await once(arrived, 'all');
    stop.abort();
    await worker;
    expect(events).toContainEqual({
      type: 'failed',
      name: 'doomed',
      message: 'given up, as 2 workers ended while at it',
    });
    expect(events.filter(({ type }) => type === 'finished')).toHaveLength(4);
    expect(besideSuspect).toEqual(['suspect']);
    expect(together).toBe(2);
  });
});

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QueueError } from '#src/errors.js';
import { connect } from '#src/queue/connection.js';
import { asksLater, isConnectionError, NoAnswerError } from '#src/queue/connection-errors.js';
import { createQueueExecutor, runWorker } from '#src/sweep/queue/index.js';
import { createWatchdog } from '#src/queue/watchdog.js';
import { hasRedis, startRedis } from '../cli/support/redis-server.js';

const HOOKS = { onLost: () => undefined, onBack: () => undefined };
const never = new AbortController().signal;

describe('a server that accepts connections and never answers', () => {
  let server: Server;
  let address: string;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('is given up after a while', async () => {
    await expect(connect(address, HOOKS, never, 0.2)).rejects.toThrow(
      new QueueError(
        `cannot reach a Redis server at ${address}: no answer within 0.2 seconds; ` +
          'start redis-server there, or check the address',
      ),
    );
  });

  it('does not keep a worker or a sweep from stopping', async () => {
    const stop = new AbortController();
    const sweep = { path: '.', id: 'id', baseFile: 'base.yaml' };
    const executor = createQueueExecutor({ address, sweep, config: {} as never, warn: fail, stop: stop.signal });
    const worker = runWorker({
      ...{ address, parallel: 1, out: '.', lostAfterSeconds: 30, command: ['false'], onEvent: fail },
      ...{ stop: stop.signal, abandon: never },
    });
    const connected = [...sockets].length;
    while (sockets.size < connected + 2) await once(server, 'connection');
    stop.abort();
    await expect(worker).resolves.toBeUndefined();
    await expect(executor).rejects.toBe(stop.signal.reason);
  });
});

describe.skipIf(!hasRedis)('a connection to a server that is restarted', () => {
  it('says that it is lost, and that it is back, once each, and answers requests made meanwhile', async () => {
    const server = await startRedis();
    const messages: string[] = [];
    const onBack = (message: string): void => void messages.push(message);
    let onLost = onBack;
    const lost = new Promise<void>((resolve) => (onLost = (message) => (messages.push(message), resolve())));
    await using connection = await connect(server.address, { onLost, onBack }, never);
    expect(await connection.ask(() => connection.redis.ping(), never)).toBe('PONG');
    await server.stop();
    await lost;
    const answer = connection.ask(() => connection.redis.ping(), never);
    const again = await startRedis(server.port);
    expect(await answer).toBe('PONG');
    expect(messages).toEqual([
      expect.stringMatching(new RegExp(`^${server.address} does not answer \\(.+\\); waiting for it$`)),
      `${server.address} answers again`,
    ]);
    await again.stop();
  });

  it('stops waiting when it is told to', async () => {
    const server = await startRedis();
    await using connection = await connect(server.address, HOOKS, never);
    await server.stop();
    const stop = new AbortController();
    const answer = connection.ask(() => connection.redis.ping(), stop.signal);
    stop.abort();
    await expect(answer).rejects.toBe(stop.signal.reason);
  });
});

describe('a request that a connected server does not answer', () => {
  it('fails; while there is no connection, it waits', async () => {
    const connection: { since?: number } = {};
    using watchdog = createWatchdog(0.1, () => connection.since);
    let failed = false;
    const request = watchdog.guard(new Promise(() => undefined)).catch((error: unknown) => {
      failed = true;
      return error;
    });
    // The watchdog looks every second; this one answers after it has looked twice.
    await watchdog.guard(new Promise((resolve) => setTimeout(resolve, 2100)));
    expect(failed).toBe(false);
    connection.since = performance.now();
    expect(await request).toBeInstanceOf(NoAnswerError);
  });

  it.each([
    ['Connection is closed.', true, false],
    ['Command aborted due to connection close', true, false],
    ["Socket timeout. Expecting data, but didn't receive any in 20000ms.", true, false],
    ['LOADING Redis is loading the dataset in memory', false, true],
    ["OOM command not allowed when used memory > 'maxmemory'.", false, true],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', false, false],
    ['Missing lock for job 1. moveToFinished', false, false],
  ])('%s: lost %s, later %s', (message, lost, later) => {
    expect([isConnectionError(new Error(message)), asksLater(new Error(message))]).toEqual([lost, later]);
  });
});

function fail(): never {
  throw new Error('called');
}

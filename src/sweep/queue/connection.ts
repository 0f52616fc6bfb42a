import type { Redis } from 'ioredis';
import { QueueError } from '../../errors.js';

/** Timeout of the first connection. After that, lost connections are retried without limit. */
const FIRST_ANSWER_SECONDS = 5;

/** Name of the queue shared by all sweeps and workers of a server. */
export const QUEUE_NAME = 'lyrebird-trials';

/** A connection that survives a restart of the server. */
export interface QueueConnection extends AsyncDisposable {
  readonly redis: Redis;
}

/**
 * Connects to a Redis server.
 * @param address `redis://host:port`
 * @param onProblem called when the server later stops answering, once per outage
 * @throws QueueError if the server does not answer now
 */
export async function connect(address: string, onProblem: (message: string) => void): Promise<QueueConnection> {
  const { Redis } = await import('ioredis');
  let reached = false;
  let reported = false;
  let reason: unknown;
  const redis = new Redis(address, {
    lazyConnect: true,
    connectTimeout: FIRST_ANSWER_SECONDS * 1000,
    // Required by BullMQ: commands wait until the server is back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (reached ? Math.min(times * 200, 5000) : null),
  });
  redis.on('ready', () => (reported = false));
  redis.on('error', (error: unknown) => {
    reason = error;
    if (!reached || reported) return;
    reported = true;
    onProblem(`${withoutPassword(address)} does not answer (${describe(error)}); waiting for it`);
  });
  try {
    await redis.connect();
    await redis.ping();
    reached = true;
  } catch (error) {
    redis.disconnect();
    const why = describe(reason ?? error);
    throw new QueueError(
      `cannot reach a Redis server at ${withoutPassword(address)}: ${why}; ` +
        `start redis-server there, or check the address`,
      { cause: error },
    );
  }
  return {
    redis,
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}

/** Removes user name and password from an address, for printing. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

/** Error text. If a host has several addresses, Node throws an AggregateError without a message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

import type { Redis } from 'ioredis';
import { QueueError } from '../../errors.js';

/** How long a server may take to answer at first. Once it has, a server that goes away is waited for. */
const FIRST_ANSWER_SECONDS = 5;

/** Name of the queue that every sweep and every worker of a server share. */
export const QUEUE_NAME = 'lyrebird-trials';

/** A connection that outlives a server's restart. */
export interface QueueConnection extends AsyncDisposable {
  readonly redis: Redis;
}

/**
 * Connects to a Redis server.
 * @param address `redis://host:port`
 * @param onProblem what keeps the server from answering later on; told once until it answers again
 * @throws QueueError if it does not answer now
 */
export async function connect(address: string, onProblem: (message: string) => void): Promise<QueueConnection> {
  const { Redis } = await import('ioredis');
  let reached = false;
  let told = false;
  let reason: unknown;
  const redis = new Redis(address, {
    lazyConnect: true,
    connectTimeout: FIRST_ANSWER_SECONDS * 1000,
    // What BullMQ asks for: a command waits until the server is back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (reached ? Math.min(times * 200, 5000) : null),
  });
  redis.on('ready', () => (told = false));
  redis.on('error', (error: unknown) => {
    reason = error;
    if (!reached || told) return;
    told = true;
    onProblem(`${withoutPassword(address)} does not answer (${describe(error)}): waiting for it`);
  });
  try {
    await redis.connect();
    await redis.ping();
    reached = true;
  } catch (error) {
    redis.disconnect();
    const why = describe(reason ?? error);
    throw new QueueError(
      `cannot reach a Redis server at ${withoutPassword(address)}: ${why}; start redis-server there, or check the address`,
      { cause: error },
    );
  }
  return {
    redis,
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}

/** An address as it may be printed. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

/** Node tells of several addresses of a host in an error without a message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

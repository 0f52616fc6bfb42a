import type { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { QueueError } from '../errors.js';
import { asksLater, isConnectionError, NoAnswerError, reasonOf } from './connection-errors.js';
import { orAborted } from './or-aborted.js';
import { createWatchdog } from './watchdog.js';

/** Time within which a server answers at first. After that, lost connections are renewed without limit. */
const FIRST_ANSWER_SECONDS = 5;

/** A connected server that sends nothing for this long, though it was asked, is taken for lost. */
const ANSWER_SECONDS = 20;

/** Pause before a request is repeated. */
const REPEAT_SECONDS = 1;

/** A connection that survives a restart of the server. */
export interface QueueConnection extends AsyncDisposable {
  readonly redis: Redis;
  /** Whether a request would be sent now, rather than when the server is back. */
  isReady(): boolean;
  /**
   * Sends a request and returns the answer. Waits for the server if it is away, renews the connection if a connected
   * server does not answer, and repeats the request until it is answered: it must not matter if it is done twice.
   * @throws the signal's reason if it aborts first; errors of the request that say nothing about the connection
   */
  ask<T>(request: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** What a connection reports. */
export interface ConnectionHooks {
  /** Called when the server stops answering, once per outage, with a line for the user. */
  readonly onLost: (message: string) => void;
  /** Called when it answers again. */
  readonly onBack: (message: string) => void;
}

/**
 * Connects to a Redis server.
 * @param address `redis://host:port`
 * @param signal aborts the waiting for the first answer
 * @param firstAnswerSeconds longest time to wait for it
 * @throws QueueError if the server does not answer now; the signal's reason if it aborts first
 */
export async function connect(
  address: string,
  hooks: ConnectionHooks,
  signal: AbortSignal,
  firstAnswerSeconds = FIRST_ANSWER_SECONDS,
): Promise<QueueConnection> {
  const { onLost, onBack } = hooks;
  signal.throwIfAborted();
  const { Redis } = await import('ioredis');
  const name = withoutPassword(address);
  let reached = false;
  let ended = false;
  let lost = false;
  let reason: unknown;
  let readySince = 0;
  const redis = new Redis(address, {
    lazyConnect: true,
    connectTimeout: FIRST_ANSWER_SECONDS * 1000,
    disconnectTimeout: 100,
    // Also renews a connection whose server accepted it, or had accepted it, and says nothing.
    socketTimeout: ANSWER_SECONDS * 1000,
    // Required by BullMQ: commands wait until the server is back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (reached && !ended ? Math.min(times * 200, 2000) : null),
  });
  const reportLost = (error: unknown): void => {
    if (!reached || ended || lost) return;
    lost = true;
    onLost(`${name} does not answer (${reasonOf(error)}); waiting for it`);
  };
  const reportBack = (): void => {
    if (!lost || ended) return;
    lost = false;
    onBack(`${name} answers again`);
  };
  const isReady = (): boolean => redis.status === 'ready';
  redis.on('ready', () => {
    readySince = performance.now();
    reportBack();
  });
  redis.on('close', () => reportLost(reason ?? new Error('the connection was closed')));
  redis.on('error', (error: unknown) => {
    reason = error;
    reportLost(error);
  });
  const disconnect = (): void => {
    ended = true;
    redis.disconnect();
  };

  try {
    const firstAnswer = redis.connect().then(() => redis.ping());
    await orAborted(orAborted(firstAnswer, signal), AbortSignal.timeout(firstAnswerSeconds * 1000));
    reached = true;
    reason = undefined;
  } catch (error) {
    disconnect();
    signal.throwIfAborted();
    const silent = error instanceof DOMException && error.name === 'TimeoutError';
    const why = silent ? `no answer within ${firstAnswerSeconds} seconds` : reasonOf(reason ?? error);
    throw new QueueError(
      `cannot reach a Redis server at ${name}: ${why}; start redis-server there, or check the address`,
      { cause: error },
    );
  }

  const watchdog = createWatchdog(2 * ANSWER_SECONDS, () => (isReady() ? readySince : undefined));
  const askOnce = async <T>(request: () => Promise<T>, stop: AbortSignal): Promise<T> => {
    while (!isReady()) await orAborted(delay(100), stop);
    return orAborted(watchdog.guard(request()), stop);
  };
  return {
    redis,
    isReady,
    async ask(request, stop) {
      for (;;) {
        stop.throwIfAborted();
        try {
          const answer = await askOnce(request, stop);
          reportBack();
          return answer;
        } catch (error) {
          stop.throwIfAborted();
          if (!isConnectionError(error) && !asksLater(error)) throw error;
          reportLost(error);
          if (error instanceof NoAnswerError) redis.disconnect(true);
        }
        await orAborted(delay(REPEAT_SECONDS * 1000), stop);
      }
    },
    [Symbol.asyncDispose]: async () => {
      watchdog[Symbol.dispose]();
      disconnect();
    },
  };
}

/** Removes user name and password from an address, for printing. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

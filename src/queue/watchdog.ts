import { NoAnswerError } from './connection-errors.js';

const LOOK_EVERY_SECONDS = 1;

/** Notices requests that a connected server does not answer: they may have got lost when the connection was renewed. */
export interface Watchdog extends Disposable {
  /** @throws NoAnswerError if the server is connected for the whole time, and does not answer */
  guard<T>(request: Promise<T>): Promise<T>;
}

/**
 * @param seconds time for an answer, in which the server is connected without interruption
 * @param connectedSince when the connection was made, by `performance.now()`; undefined while there is none
 */
export function createWatchdog(seconds: number, connectedSince: () => number | undefined): Watchdog {
  const open = new Set<{ readonly since: number; readonly fail: (error: Error) => void }>();
  const look = (): void => {
    const connected = connectedSince();
    if (connected === undefined) return;
    for (const { since, fail } of open) {
      if (performance.now() - Math.max(since, connected) >= seconds * 1000) fail(new NoAnswerError());
    }
  };
  const timer = setInterval(look, LOOK_EVERY_SECONDS * 1000);
  timer.unref();
  return {
    guard: (request) =>
      new Promise((resolve, reject) => {
        const entry = { since: performance.now(), fail: reject };
        open.add(entry);
        request.then(resolve, reject).finally(() => open.delete(entry));
      }),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

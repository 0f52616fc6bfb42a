import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MILLISECONDS_BETWEEN_COLLECTIONS = 400;

/**
 * Creates a function that collects garbage, at most every 0.4 s; to be called often during long work. V8 itself waits
 * until the heap has grown to a multiple of its size, and with the small objects, the native memory that they hold:
 * over the first hours of a recording, the process would grow by a fifth. A collection takes some 10 ms of this thread,
 * which mostly waits for those that run the network.
 */
export function createGarbageCollection(): () => void {
  keepYoungGeneration();
  let last = performance.now();
  let collect: (() => void) | undefined;
  return () => {
    const now = performance.now();
    if (now - last < MILLISECONDS_BETWEEN_COLLECTIONS) return;
    keepYoungGeneration();
    collect ??= exposedCollector();
    collect();
    last = performance.now();
  };
}

/** V8 adds `gc` to the contexts that are created after the flag is set. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/**
 * Stops the space for new objects from growing. Left alone, it grows by ten megabytes in one step, minutes or hours
 * into the sound. V8 puts the flag back whenever a worker thread starts.
 */
function keepYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

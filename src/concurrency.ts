export interface InOrderOptions {
  /** Maximum number of items started but not yet yielded, at least 1. */
  readonly width: number;
  /** Once aborted, nothing more is started or yielded. */
  readonly signal?: AbortSignal;
}

/**
 * Processes up to `width` items concurrently and yields the results in item order. An item is taken from the source
 * only when it can start at once, so a source that checks state per item (stop requests, free buffers) sees the current
 * state.
 *
 * However the iteration ends (source exhausted, failure, consumer stops early, abort), the source is closed and the
 * started items are awaited.
 * @param items sync or async iterable; not of promises
 * @param work starts an item; may throw or reject
 * @throws RangeError if the width is not an integer of at least 1
 * @throws the first failure in item order, also of the source, after all earlier results are yielded
 * @throws the signal's reason, if it aborts before the last result is yielded
 */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  { width, signal }: InOrderOptions,
): AsyncGenerator<R, void, undefined> {
  checkWidth(width);
  const started: Promise<R>[] = [];
  const source = withoutFailure(items);
  const oldest = async (): Promise<R> => {
    const result = await started.shift()!;
    signal?.throwIfAborted();
    return result;
  };
  try {
    for await (const item of source.items) {
      signal?.throwIfAborted();
      const result = startWork(work, item);
      // Failures are handled where the result is awaited.
      result.catch(() => undefined);
      started.push(result);
      if (started.length === width) yield await oldest();
    }
    while (started.length > 0) yield await oldest();
    signal?.throwIfAborted();
    source.throwFailure();
  } finally {
    await Promise.allSettled(started);
  }
}

/**
 * Like `inOrder`, but yields the results as they come: an item that takes long holds up no other.
 * @throws as `inOrder`, but the first failure in time
 */
export async function* asCompleted<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  { width, signal }: InOrderOptions,
): AsyncGenerator<R, void, undefined> {
  checkWidth(width);
  type Settled = { readonly ended: Promise<Settled>; readonly result: Promise<R> };
  const running = new Set<Promise<Settled>>();
  const next = async (): Promise<R> => {
    const { ended, result } = await Promise.race(running);
    running.delete(ended);
    const value = await result;
    signal?.throwIfAborted();
    return value;
  };
  try {
    for await (const item of items) {
      signal?.throwIfAborted();
      const result = startWork(work, item);
      const settled = (): Settled => ({ ended, result });
      const ended: Promise<Settled> = result.then(settled, settled);
      running.add(ended);
      if (running.size === width) yield await next();
    }
    while (running.size > 0) yield await next();
    signal?.throwIfAborted();
  } finally {
    await Promise.allSettled(running);
  }
}

/** Starts the work on an item; what it throws at once is a rejection like any other. */
async function startWork<T, R>(work: (item: T) => Promise<R>, item: T): Promise<R> {
  return work(item);
}

/** A source that ends where it fails, and the failure, to be thrown when earlier results are done. */
function withoutFailure<T>(items: Iterable<T> | AsyncIterable<T>) {
  let failure: { readonly error: unknown } | undefined;
  const guarded = async function* (): AsyncGenerator<T, void, undefined> {
    try {
      yield* items;
    } catch (error) {
      failure = { error };
    }
  };
  return {
    items: guarded(),
    throwFailure(): void {
      if (failure) throw failure.error;
    },
  };
}

function checkWidth(width: number): void {
  if (!Number.isInteger(width) || width < 1) {
    throw new RangeError(`width must be a whole number of at least 1, got ${width}`);
  }
}

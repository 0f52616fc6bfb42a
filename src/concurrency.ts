/** How `inOrder` works through its items. */
export interface InOrderOptions {
  /** How many items may be begun and not yet given out, at least 1. */
  readonly width: number;
  /** Once it fires, nothing more is begun or given out. */
  readonly signal?: AbortSignal;
}

/**
 * Works on a few items at once and gives the outcomes in the order of the items. An item is taken from its source only when there is room to
 * begin it: a source that looks at the world before each item (whether to stop, which buffers are free) looks at the right moment.
 *
 * However it ends (the items end, one fails, the reader leaves, the signal fires), the source is closed and what was begun is waited for.
 * @param items an iterable, or an async one; not of promises
 * @param work begins an item; may throw or reject
 * @throws RangeError if the width is not a whole number of at least 1
 * @throws the first failure in the order of the items, once all outcomes before it are given out
 * @throws the signal's reason, if it fires before the last outcome is given out
 */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  { width, signal }: InOrderOptions,
): AsyncGenerator<R, void, undefined> {
  if (!Number.isInteger(width) || width < 1) {
    throw new RangeError(`width must be a whole number of at least 1, got ${width}`);
  }
  const begun: Promise<R>[] = [];
  const oldest = async (): Promise<R> => {
    const outcome = await begun.shift()!;
    signal?.throwIfAborted();
    return outcome;
  };
  try {
    for await (const item of items) {
      signal?.throwIfAborted();
      const outcome = work(item);
      // A failure is met where the outcome is awaited.
      outcome.catch(() => undefined);
      begun.push(outcome);
      if (begun.length === width) yield await oldest();
    }
    while (begun.length > 0) yield await oldest();
    signal?.throwIfAborted();
  } finally {
    await Promise.allSettled(begun);
  }
}

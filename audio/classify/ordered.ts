/**
 * Works on several items at once and gives the outcomes in the order of the items. At most `width` items are begun and not given out.
 * When the reader leaves early, what was begun is waited for.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const begun: Promise<R>[] = [];
  try {
    for (const item of items) {
      const outcome = work(item);
      // A failure is met where the outcome is awaited.
      outcome.catch(() => undefined);
      begun.push(outcome);
      if (begun.length === width) yield await begun.shift()!;
    }
    while (begun.length > 0) yield await begun.shift()!;
  } finally {
    await Promise.allSettled(begun);
  }
}

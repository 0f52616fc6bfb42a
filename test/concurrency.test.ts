import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { asCompleted, inOrder } from '#src/concurrency.js';

/** Work that the test completes by hand. */
function manual() {
  const log: string[] = [];
  const ends = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  return {
    log,
    work: (item: number): Promise<number> => {
      log.push(`begin ${item}`);
      return new Promise((resolve, reject) =>
        ends.set(item, {
          resolve: () => (log.push(`end ${item}`), resolve(10 * item)),
          reject: (error) => (log.push(`fail ${item}`), reject(error)),
        }),
      );
    },
    end: (item: number): void => ends.get(item)!.resolve(),
    fail: (item: number, message: string): void => ends.get(item)!.reject(new Error(message)),
  };
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

async function* streamed(items: Iterable<number>, onClose?: () => void): AsyncGenerator<number> {
  try {
    for (const item of items) {
      await nextTurn();
      yield item;
    }
  } finally {
    onClose?.();
  }
}

describe('inOrder', () => {
  it.each([
    ['an array', [1, 2, 3, 4]],
    ['an async source', streamed([1, 2, 3, 4])],
  ])('yields results of %s in item order, regardless of completion order', async (_, items) => {
    const { work, end, log } = manual();
    const outcomes = collect(inOrder(items, work, { width: 4 }));
    while (log.length < 4) await nextTurn();
    for (const item of [3, 1, 4, 2]) end(item);
    expect(await outcomes).toEqual([10, 20, 30, 40]);
    expect(log.slice(4)).toEqual(['end 3', 'end 1', 'end 4', 'end 2']);
  });

  it.each([1, 2, 3])('starts at most %i items ahead, and takes no item before it can start', async (width) => {
    let [started, yielded, most] = [0, 0, 0];
    const taken: number[] = [];
    function* items(): Generator<number> {
      for (let item = 0; item < 7; item++) {
        taken.push(started - yielded);
        yield item;
      }
    }
    const work = async (item: number): Promise<number> => {
      most = Math.max(most, ++started - yielded);
      await nextTurn();
      return item;
    };
    for await (const item of inOrder(items(), work, { width })) expect(item).toBe(yielded++);
    expect([yielded, most]).toEqual([7, width]);
    expect(Math.max(...taken)).toBe(width - 1);
  });

  it('yields the results before a failure, starts nothing after it, and waits for items in flight', async () => {
    const { work, end, fail, log } = manual();
    let closed = false;
    const given: number[] = [];
    const reading = (async () => {
      for await (const value of inOrder(
        streamed([1, 2, 3, 4, 5], () => (closed = true)),
        work,
        { width: 3 },
      )) {
        given.push(value);
      }
    })();
    let settled = false;
    const outcome = expect(reading.finally(() => (settled = true))).rejects.toThrow('two');
    while (log.length < 3) await nextTurn();
    fail(2, 'two');
    end(1);
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    expect([given, closed, settled]).toEqual([[10], true, false]);
    expect(log).toContain('begin 4');
    end(3);
    end(4);
    await outcome;
    expect(log).not.toContain('begin 5');
  });

  it('treats a synchronous throw as a failure of that item', async () => {
    const work = (item: number): Promise<number> => {
      if (item === 2) throw new Error('not begun');
      return Promise.resolve(item);
    };
    await expect(collect(inOrder([1, 2, 3], work, { width: 3 }))).rejects.toThrow('not begun');
  });

  it('throws a failure of the source once the items in flight have ended', async () => {
    const { work, end, log } = manual();
    function* items(): Generator<number> {
      yield 1;
      throw new Error('no more');
    }
    let settled = false;
    const reading = collect(inOrder(items(), work, { width: 2 })).finally(() => (settled = true));
    const outcome = expect(reading).rejects.toThrow('no more');
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    expect(settled).toBe(false);
    end(1);
    await outcome;
    expect(log).toEqual(['begin 1', 'end 1']);
  });

  it('waits for items in flight and closes the source if the consumer stops early', async () => {
    const { work, end, log } = manual();
    let closed = false;
    let left = false;
    const reading = (async () => {
      for await (const value of inOrder(
        streamed([1, 2, 3, 4], () => (closed = true)),
        work,
        { width: 2 },
      )) {
        expect(value).toBe(10);
        break;
      }
      left = true;
    })();
    while (log.length < 2) await nextTurn();
    end(1);
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    expect([closed, left]).toEqual([true, false]);
    end(2);
    await reading;
    expect(log).toEqual(['begin 1', 'begin 2', 'end 1', 'end 2']);
  });

  it('starts and yields nothing more after an abort, and throws its reason at the end', async () => {
    const { work, end, log } = manual();
    const stop = new AbortController();
    const given: number[] = [];
    const reading = (async () => {
      for await (const value of inOrder([1, 2, 3, 4], work, { width: 2, signal: stop.signal })) given.push(value);
    })();
    const outcome = expect(reading).rejects.toThrow('enough');
    while (log.length < 2) await nextTurn();
    end(1);
    while (log.length < 4) await nextTurn();
    stop.abort(new Error('enough'));
    end(2);
    end(3);
    await outcome;
    expect(given).toEqual([10]);
    expect(log).toEqual(['begin 1', 'begin 2', 'end 1', 'begin 3', 'end 2', 'end 3']);
  });

  it('starts nothing if the signal is already aborted', async () => {
    const { work, log } = manual();
    const signal = AbortSignal.abort(new Error('never'));
    await expect(collect(inOrder([1], work, { width: 1, signal }))).rejects.toThrow('never');
    await expect(collect(inOrder([], work, { width: 1, signal }))).rejects.toThrow('never');
    expect(log).toEqual([]);
  });

  it.each([0, -1, 1.5, NaN])('rejects a width of %d', async (width) => {
    const outcome = collect(inOrder([1], async (item) => item, { width }));
    await expect(outcome).rejects.toThrow(`width must be a whole number of at least 1, got ${width}`);
  });
});

describe('asCompleted', () => {
  it('yields results as they come, and starts another item for each', async () => {
    const { work, end, log } = manual();
    const given: number[] = [];
    const reading = (async () => {
      for await (const value of asCompleted([1, 2, 3], work, { width: 2 })) given.push(value);
    })();
    while (log.length < 2) await nextTurn();
    end(2);
    while (log.length < 4) await nextTurn();
    expect(given).toEqual([20]);
    end(3);
    while (given.length < 2) await nextTurn();
    end(1);
    await reading;
    expect(given).toEqual([20, 30, 10]);
    expect(log).toEqual(['begin 1', 'begin 2', 'end 2', 'begin 3', 'end 3', 'end 1']);
  });

  it('throws the first failure, and waits for what has started', async () => {
    const log: string[] = [];
    const work = async (item: number): Promise<number> => {
      if (item === 2) throw new Error('two');
      for (let turn = 0; turn < 10; turn++) await nextTurn();
      log.push(`end ${item}`);
      return item;
    };
    await expect(collect(asCompleted([1, 2, 3, 4], work, { width: 3 }))).rejects.toThrow('two');
    expect(log).toEqual(['end 1', 'end 3']);
  });

  it.each([0, 1.5])('rejects a width of %d', async (width) => {
    const outcome = collect(asCompleted([1], async (item) => item, { width }));
    await expect(outcome).rejects.toThrow(`width must be a whole number of at least 1, got ${width}`);
  });
});

describe('failures', () => {
  /** What comes out before it fails, and the failure. */
  async function outcome(source: AsyncIterable<number>): Promise<(number | string)[]> {
    const seen: (number | string)[] = [];
    try {
      for await (const one of source) seen.push(one);
    } catch (error) {
      seen.push((error as Error).message);
    }
    return seen;
  }

  it('come in item order, after all earlier results: of work that throws at once, and of the source', async () => {
    const work = (item: number): Promise<number> => {
      if (item === 3) throw new Error('three');
      return nextTurn(item);
    };
    expect(await outcome(inOrder([1, 2, 3, 4], work, { width: 4 }))).toEqual([1, 2, 'three']);
    async function* failing(): AsyncGenerator<number> {
      yield* streamed([1, 2]);
      throw new Error('the source');
    }
    expect(await outcome(inOrder(failing(), (item) => nextTurn(item), { width: 4 }))).toEqual([1, 2, 'the source']);
    const rejected = (item: number): Promise<number> => (item === 1 ? Promise.reject(new Error('one')) : work(item));
    expect(await outcome(inOrder([1, 2, 3], rejected, { width: 3 }))).toEqual(['one']);
  });
});

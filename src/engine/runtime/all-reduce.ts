import { EngineError } from '../../errors.js';
import type { HostTensor, HostTensors } from '../types.js';
import { sizeOf } from '../graph/graph.js';

/**
 * Shared memory of an all-reduce: worker threads exchange their partial sums through it. Every worker reads the whole total, added in the same
 * order, so all of them compute the same bits.
 */
export interface AllReduce {
  /** One entry per worker: the last step it contributed to, or minus the step in which it failed. */
  readonly arrivals: Int32Array;
  /** One buffer per worker: its sums, one tensor after the other. */
  readonly sums: readonly Float32Array[];
}

/** Error message of a worker that did nothing wrong itself. */
export const FAILED_ELSEWHERE = 'another thread failed in this step';

/** @param size number of values in all tensors together */
export function createAllReduce(workerCount: number, size: number): AllReduce {
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  return {
    arrivals: new Int32Array(new SharedArrayBuffer(workerCount * Int32Array.BYTES_PER_ELEMENT)),
    sums: Array.from({ length: workerCount }, () => new Float32Array(new SharedArrayBuffer(size * bytes))),
  };
}

/**
 * Contributes one worker's sums and waits for those of the others. Blocks the thread. The caller must not start a step before every worker
 * has left the one before: a worker would overwrite sums that others are still reading.
 * @param own overwritten by the total, and returned
 * @throws EngineError `FAILED_ELSEWHERE`
 */
export function allReduce(
  { arrivals, sums }: AllReduce,
  worker: number,
  step: number,
  own: Record<string, HostTensor>,
): Record<string, HostTensor> {
  if (sums.length === 1) return own;
  forEachTensor(own, (data, offset) => sums[worker]!.set(data, offset));
  arrive(arrivals, worker, step);
  for (let other = 0; other < sums.length; other++) waitFor(arrivals, other, step);
  forEachTensor(own, (data, offset) => {
    const [first, ...others] = sums.map((sum) => sum.subarray(offset, offset + data.length));
    data.set(first!);
    for (const values of others) for (let i = 0; i < data.length; i++) data[i]! += values[i]!;
  });
  return own;
}

/** Tells the others that a worker will not contribute to this step, unless it already has. */
export function abortAllReduce({ arrivals }: AllReduce, worker: number, step: number): void {
  if (Atomics.load(arrivals, worker) !== step) arrive(arrivals, worker, -step);
}

/** Number of values in all tensors together. */
export function sizeOfAll(specs: Readonly<Record<string, { readonly shape: readonly number[] }>>): number {
  return Object.values(specs).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function arrive(arrivals: Int32Array, worker: number, value: number): void {
  Atomics.store(arrivals, worker, value);
  Atomics.notify(arrivals, worker);
}

function waitFor(arrivals: Int32Array, worker: number, step: number): void {
  for (;;) {
    const seen = Atomics.load(arrivals, worker);
    if (seen === step) return;
    if (seen === -step) throw new EngineError(FAILED_ELSEWHERE);
    Atomics.wait(arrivals, worker, seen);
  }
}

function forEachTensor(values: HostTensors, visit: (data: Float32Array, offset: number) => void): void {
  let offset = 0;
  for (const name of Object.keys(values).sort()) {
    const { data } = values[name]!;
    visit(data as Float32Array, offset);
    offset += data.length;
  }
}

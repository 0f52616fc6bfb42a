import { EngineError } from '../../errors.js';
import type { HostTensor, HostTensors } from '../types.js';
import { sizeOf } from '../graph/graph.js';

/**
 * Shared memory through which worker threads exchange their partial sums. Every worker adds all of them in the same
 * order, so all workers get the same bits.
 */
export interface AllReduce {
  /** One entry per worker: the last step it contributed to, or minus the step in which it failed. */
  readonly arrivals: Int32Array;
  /** One buffer per worker: its partial sums, tensor after tensor. */
  readonly sums: readonly Float32Array[];
}

/** Error message of a worker whose step was aborted by another worker's failure. */
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
 * Contributes one worker's partial sums, blocks until all other workers have contributed, and returns the total.
 * The caller must not start a step before every worker has left the previous one: a worker would overwrite sums
 * that others still read.
 * @param partial this worker's sums; overwritten by the total and returned
 * @throws EngineError `FAILED_ELSEWHERE` if another worker aborts this step
 */
export function allReduce(
  { arrivals, sums }: AllReduce,
  worker: number,
  step: number,
  partial: Record<string, HostTensor>,
): Record<string, HostTensor> {
  if (sums.length === 1) return partial;
  forEachTensor(partial, (data, offset) => sums[worker]!.set(data, offset));
  arrive(arrivals, worker, step);
  for (let other = 0; other < sums.length; other++) waitFor(arrivals, other, step);
  forEachTensor(partial, (data, offset) => {
    const [first, ...others] = sums.map((sum) => sum.subarray(offset, offset + data.length));
    data.set(first!);
    for (const values of others) for (let i = 0; i < data.length; i++) data[i]! += values[i]!;
  });
  return partial;
}

/** Signals that a worker will not contribute to this step. Has no effect if it already has. */
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

import { EngineError } from '../../errors.js';
import type { HostTensor, HostTensors } from '../types.js';
import { sizeOf } from '../graph/graph.js';

/**
 * Shared memory through which worker threads exchange their partial sums. Every worker adds all of them in the same
 * order, shard by shard, so all workers get the same bits.
 */
export interface AllReduce {
  /** One entry per worker: the last step it contributed to, or minus the step in which it failed. */
  readonly arrivals: Int32Array;
  /** One buffer per shard: its partial sums, tensor after tensor. */
  readonly sums: readonly Float32Array[];
}

/** Error message of a worker whose step was aborted by another worker's failure. */
export const FAILED_ELSEWHERE = 'another thread failed in this step';

/**
 * @param size number of values in all tensors together
 * @param shardCount default: one shard per worker
 */
export function createAllReduce(workerCount: number, size: number, shardCount = workerCount): AllReduce {
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  return {
    arrivals: new Int32Array(new SharedArrayBuffer(workerCount * Int32Array.BYTES_PER_ELEMENT)),
    sums: Array.from({ length: shardCount }, () => new Float32Array(new SharedArrayBuffer(size * bytes))),
  };
}

/** Contributes the partial sums of one shard. A worker does so for all of its shards but the last. */
export function contribute({ sums }: AllReduce, shard: number, partial: HostTensors): void {
  forEachTensor(partial, (data, offset) => sums[shard]!.set(data, offset));
}

/**
 * Contributes the sums of a worker's last shard, blocks until all other workers have contributed, and returns the
 * total.
 * The caller must not start a step before every worker has left the previous one: a worker would overwrite sums
 * that others still read.
 * @param partial the shard's sums; overwritten by the total and returned
 * @param shard default: the worker's only one
 * @throws EngineError `FAILED_ELSEWHERE` if another worker aborts this step
 */
export function allReduce(
  memory: AllReduce,
  worker: number,
  step: number,
  partial: Record<string, HostTensor>,
  shard = worker,
): Record<string, HostTensor> {
  const { arrivals, sums } = memory;
  if (sums.length === 1) return partial;
  contribute(memory, shard, partial);
  arrive(arrivals, worker, step);
  for (let other = 0; other < arrivals.length; other++) waitFor(arrivals, other, step);
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

import { EngineError } from '../../errors.js';
import type { HostTensor, HostTensors } from '../types.js';
import { sizeOf } from '../graph/graph.js';

/**
 * Memory in which the threads of a divided program add up what each of them has found. Every thread gets the whole sum, in the same order of
 * addition, and so makes the same of it.
 */
export interface Meeting {
  /** One number a lane: the step whose sums it has brought, or minus the step in which it failed. */
  readonly arrivals: Int32Array;
  /** The sums of each lane, one tensor after the other. */
  readonly sums: readonly Float32Array[];
}

/** What a lane says whose own part went well. */
export const FAILED_ELSEWHERE = 'another thread failed in this step';

/** For so many lanes, and tensors of so many values together. */
export function createMeeting(laneCount: number, size: number): Meeting {
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  return {
    arrivals: new Int32Array(new SharedArrayBuffer(laneCount * Int32Array.BYTES_PER_ELEMENT)),
    sums: Array.from({ length: laneCount }, () => new Float32Array(new SharedArrayBuffer(size * bytes))),
  };
}

/**
 * Brings a lane's sums and waits for those of the others. Blocks the thread. The caller sees to it that no lane begins a step before all have
 * left the one before: it would write over sums that are still being added.
 * @param own overwritten by the total, and returned
 * @throws EngineError `FAILED_ELSEWHERE`
 */
export function meet(
  { arrivals, sums }: Meeting,
  lane: number,
  step: number,
  own: Record<string, HostTensor>,
): Record<string, HostTensor> {
  if (sums.length === 1) return own;
  forEachPart(own, (data, from) => sums[lane]!.set(data, from));
  arrive(arrivals, lane, step);
  for (let other = 0; other < sums.length; other++) waitFor(arrivals, other, step);
  forEachPart(own, (data, from) => {
    const parts = sums.map((sum) => sum.subarray(from, from + data.length));
    data.set(parts[0]!);
    for (const part of parts.slice(1)) for (let i = 0; i < data.length; i++) data[i]! += part[i]!;
  });
  return own;
}

/** Tells the others that a lane will not come in this step, unless it has been there. */
export function fail({ arrivals }: Meeting, lane: number, step: number): void {
  if (Atomics.load(arrivals, lane) !== step) arrive(arrivals, lane, -step);
}

/** Number of values of all tensors together. */
export function sizeOfAll(specs: Readonly<Record<string, { readonly shape: readonly number[] }>>): number {
  return Object.values(specs).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function arrive(arrivals: Int32Array, lane: number, value: number): void {
  Atomics.store(arrivals, lane, value);
  Atomics.notify(arrivals, lane);
}

function waitFor(arrivals: Int32Array, lane: number, step: number): void {
  for (;;) {
    const seen = Atomics.load(arrivals, lane);
    if (seen === step) return;
    if (seen === -step) throw new EngineError(FAILED_ELSEWHERE);
    Atomics.wait(arrivals, lane, seen);
  }
}

function forEachPart(values: HostTensors, visit: (data: Float32Array, from: number) => void): void {
  let from = 0;
  for (const name of Object.keys(values).sort()) {
    const { data } = values[name]!;
    visit(data as Float32Array, from);
    from += data.length;
  }
}

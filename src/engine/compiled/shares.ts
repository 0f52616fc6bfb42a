import { mapValues, pick } from '../records.js';
import type { HostTensor, HostTensors } from '../types.js';
import type { Shares } from './protocol.js';
import type { LoadedProgram } from './session.js';

/** Runs a program on one share of the examples after the other, in order, and adds up what it gives. */
export async function sumOverShares(
  program: Pick<LoadedProgram, 'run'>,
  inputs: HostTensors,
  { sliced, count }: Shares,
): Promise<Record<string, HostTensor>> {
  let sums: Record<string, HostTensor> | undefined;
  for (let share = 0; share < count; share++) {
    const slices = mapValues(pick(inputs, sliced), (tensor) => shareOf(tensor, share, count));
    const outputs = await program.run({ ...inputs, ...slices });
    sums = sums === undefined ? outputs : added(sums, outputs);
  }
  return sums!;
}

/** One of equal shares of a tensor's rows: a view. */
function shareOf({ dtype, shape, data }: HostTensor, share: number, count: number): HostTensor {
  const [rows, ...rest] = shape as [number, ...number[]];
  const size = data.length / count;
  return { dtype, shape: [rows / count, ...rest], data: data.subarray(share * size, (share + 1) * size) };
}

/** Adds `more` to `sums`, in place. */
export function added(sums: Record<string, HostTensor>, more: HostTensors): Record<string, HostTensor> {
  for (const [name, { data }] of Object.entries(sums)) {
    const other = more[name]!.data;
    for (let i = 0; i < data.length; i++) data[i]! += other[i]!;
  }
  return sums;
}

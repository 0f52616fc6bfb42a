import { mapValues, omit, pick } from '../records.js';
import type { HostTensor, HostTensors } from '../types.js';
import { fail, meet } from './meeting.js';
import type { DividedModels, LaneShares, WorkerSettings } from './protocol.js';
import { loadSession, type LoadedProgram, type LoadedSession } from './session.js';

/**
 * Loads both parts of a divided program: the first runs on one share of this lane's examples after the other, the second on the sums of all
 * lanes. Every lane holds the whole state, and renews it by itself.
 */
export async function loadShares(
  { partial, combining, shares }: DividedModels,
  settings: WorkerSettings,
): Promise<LoadedProgram> {
  const [first, second] = await Promise.all([loadSession(partial, settings), loadSession(combining, settings)]);
  const { lane, sliced, meeting } = shares;
  return {
    async run(inputs, step) {
      let own: Record<string, HostTensor>;
      try {
        own = await sumOverShares(first, pick({ ...inputs, ...second.viewState() }, partial.spec.inputs), shares);
      } catch (error) {
        fail(meeting, lane, step);
        throw error;
      }
      return second.run({ ...omit(inputs, sliced), ...meet(meeting, lane, step, own) });
    },
    writeState: (values) => second.writeState(values),
    viewState: () => second.viewState(),
    release: async () => {
      await Promise.all([first.release(), second.release()]);
    },
  };
}

/** Runs a program on one share of the examples after the other, in order, and adds up what it gives. */
async function sumOverShares(
  program: Pick<LoadedSession, 'run'>,
  inputs: HostTensors,
  { sliced, count }: LaneShares,
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
function added(sums: Record<string, HostTensor>, more: HostTensors): Record<string, HostTensor> {
  for (const [name, { data }] of Object.entries(sums)) {
    const other = more[name]!.data;
    for (let i = 0; i < data.length; i++) data[i]! += other[i]!;
  }
  return sums;
}

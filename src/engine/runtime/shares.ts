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
  const rowsOf = rowReader(shares);
  return {
    async run(inputs, step) {
      let own: Record<string, HostTensor>;
      try {
        const given = pick({ ...inputs, ...second.viewState() }, partial.spec.inputs);
        own = await sumOverShares(first, given, shares, rowsOf);
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
  rowsOf: RowReader,
): Promise<Record<string, HostTensor>> {
  let sums: Record<string, HostTensor> | undefined;
  for (let share = 0; share < count; share++) {
    const slices = mapValues(pick(inputs, sliced), (tensor, name) => rowsOf(name, tensor, share));
    const outputs = await program.run({ ...inputs, ...slices });
    sums = sums === undefined ? outputs : added(sums, outputs);
  }
  return sums!;
}

/** Rows of an input that a share takes. The next call for the same input overwrites them. */
type RowReader = (name: string, tensor: HostTensor, share: number) => HostTensor;

/** Copies rows into buffers of this thread, since ONNX Runtime takes no shared ones. Rows past the end of the batch are zeros. */
function rowReader({ lane, rows, count }: LaneShares): RowReader {
  const buffers = new Map<string, HostTensor>();
  return (name, { dtype, shape, data }, share) => {
    const size = data.length / shape[0]!;
    let buffer = buffers.get(name);
    if (buffer === undefined) {
      const length = rows * size;
      const values = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
      buffers.set(name, (buffer = { dtype, shape: [rows, ...shape.slice(1)], data: values }));
    }
    const from = (lane * count + share) * rows * size;
    const taken = data.subarray(from, from + rows * size);
    buffer.data.set(taken);
    buffer.data.fill(0, taken.length);
    return buffer;
  };
}

/** Adds `more` to `sums`, in place. */
function added(sums: Record<string, HostTensor>, more: HostTensors): Record<string, HostTensor> {
  for (const [name, { data }] of Object.entries(sums)) {
    const other = more[name]!.data;
    for (let i = 0; i < data.length; i++) data[i]! += other[i]!;
  }
  return sums;
}

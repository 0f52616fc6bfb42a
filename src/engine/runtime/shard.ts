import { mapValues, omit, pick } from '../records.js';
import type { HostTensor, HostTensors } from '../types.js';
import { abortAllReduce, allReduce } from './all-reduce.js';
import type { DataParallelModels, ShardSpec, WorkerSettings } from './protocol.js';
import { loadSession, type LoadedProgram, type LoadedSession } from './session.js';

/**
 * Loads one worker's copy of a data-parallel program: `map` runs on the micro-batches of this worker's shard, `reduce` on the sums over all
 * workers. Every worker holds the whole state and updates it itself.
 */
export async function loadShard(
  { map, reduce, shard }: DataParallelModels,
  settings: WorkerSettings,
): Promise<LoadedProgram> {
  const [mapSession, reduceSession] = await Promise.all([loadSession(map, settings), loadSession(reduce, settings)]);
  const { worker, batched } = shard;
  const readRows = rowReader(shard);
  return {
    async run(inputs, step) {
      let sums: Record<string, HostTensor>;
      try {
        const mapInputs = pick({ ...inputs, ...reduceSession.viewState() }, map.spec.inputs);
        sums = await sumOverMicroBatches(mapSession, mapInputs, shard, readRows);
      } catch (error) {
        abortAllReduce(shard.allReduce, worker, step);
        throw error;
      }
      return reduceSession.run({ ...omit(inputs, batched), ...allReduce(shard.allReduce, worker, step, sums) });
    },
    writeState: (values) => reduceSession.writeState(values),
    viewState: () => reduceSession.viewState(),
    release: async () => {
      await Promise.all([mapSession.release(), reduceSession.release()]);
    },
  };
}

/** Runs a program on one micro-batch after the other and adds up its outputs. */
async function sumOverMicroBatches(
  program: Pick<LoadedSession, 'run'>,
  inputs: HostTensors,
  { batched, microBatchCount }: ShardSpec,
  readRows: RowReader,
): Promise<Record<string, HostTensor>> {
  let sums: Record<string, HostTensor> | undefined;
  for (let microBatch = 0; microBatch < microBatchCount; microBatch++) {
    const rows = mapValues(pick(inputs, batched), (tensor, name) => readRows(name, tensor, microBatch));
    const outputs = await program.run({ ...inputs, ...rows });
    sums = sums === undefined ? outputs : added(sums, outputs);
  }
  return sums!;
}

/** A micro-batch's rows of an input. The next call for the same input overwrites them. */
type RowReader = (name: string, tensor: HostTensor, microBatch: number) => HostTensor;

/** Copies rows into buffers of this thread, since ONNX Runtime refuses shared memory. Rows past the end of the batch are zeros. */
function rowReader({ worker, microBatchRows, microBatchCount }: ShardSpec): RowReader {
  const buffers = new Map<string, HostTensor>();
  return (name, { dtype, shape, data }, microBatch) => {
    const rowSize = data.length / shape[0]!;
    const length = microBatchRows * rowSize;
    let buffer = buffers.get(name);
    if (buffer === undefined) {
      const values = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
      buffers.set(name, (buffer = { dtype, shape: [microBatchRows, ...shape.slice(1)], data: values }));
    }
    const start = (worker * microBatchCount + microBatch) * length;
    const rows = data.subarray(start, start + length);
    buffer.data.set(rows);
    buffer.data.fill(0, rows.length);
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

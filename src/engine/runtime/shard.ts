import { mapValues, omit, pick } from '../records.js';
import type { HostTensor, HostTensors } from '../types.js';
import { abortAllReduce, allReduce, contribute } from './all-reduce.js';
import type { DataParallelModels, ShardSpec, WorkerSettings } from './protocol.js';
import { loadSession, type LoadedProgram, type LoadedSession } from './session.js';

/**
 * Loads one worker's replica of a data-parallel program: `map` runs on the micro-batches of this worker's shards,
 * `reduce` on the sums of all workers. Every worker holds the full state and updates it itself.
 */
export async function loadShard(
  { map, reduce, shard }: DataParallelModels,
  settings: WorkerSettings,
): Promise<LoadedProgram> {
  const [mapSession, reduceSession] = await Promise.all([loadSession(map, settings), loadSession(reduce, settings)]);
  const { worker, batched } = shard;
  const lastShard = shard.shards.at(-1)!;
  const readRows = rowReader(shard);
  return {
    async run(inputs, step) {
      let sums: Record<string, HostTensor>;
      try {
        const mapInputs = pick({ ...inputs, ...reduceSession.viewState() }, map.spec.inputs);
        for (const other of shard.shards.slice(0, -1)) {
          contribute(shard.allReduce, other, await sumOverMicroBatches(mapSession, mapInputs, shard, other, readRows));
        }
        sums = await sumOverMicroBatches(mapSession, mapInputs, shard, lastShard, readRows);
      } catch (error) {
        abortAllReduce(shard.allReduce, worker, step);
        throw error;
      }
      return reduceSession.run({
        ...omit(inputs, batched),
        ...allReduce(shard.allReduce, worker, step, sums, lastShard),
      });
    },
    writeState: (values) => reduceSession.writeState(values),
    viewState: () => reduceSession.viewState(),
    release: async () => {
      await Promise.all([mapSession.release(), reduceSession.release()]);
    },
  };
}

/** Runs `map` on the micro-batches of one shard and adds up its outputs. */
async function sumOverMicroBatches(
  mapSession: Pick<LoadedSession, 'run'>,
  inputs: HostTensors,
  { batched, microBatchCount }: ShardSpec,
  shard: number,
  readRows: RowReader,
): Promise<Record<string, HostTensor>> {
  let sums: Record<string, HostTensor> | undefined;
  for (let microBatch = 0; microBatch < microBatchCount; microBatch++) {
    const position = shard * microBatchCount + microBatch;
    const rows = mapValues(pick(inputs, batched), (tensor, name) => readRows(name, tensor, position));
    const outputs = await mapSession.run({ ...inputs, ...rows });
    sums = sums === undefined ? outputs : addInPlace(sums, outputs);
  }
  return sums!;
}

/**
 * Returns the rows of an input for one micro-batch, counted over all shards. The next call for the same input
 * overwrites them.
 */
type RowReader = (name: string, tensor: HostTensor, position: number) => HostTensor;

/** Copies rows out of shared memory, which ONNX Runtime rejects. Rows past the end of the batch are zeros. */
function rowReader({ microBatchRows }: ShardSpec): RowReader {
  const buffers = new Map<string, HostTensor>();
  return (name, { dtype, shape, data }, position) => {
    const rowSize = data.length / shape[0]!;
    const length = microBatchRows * rowSize;
    let buffer = buffers.get(name);
    if (buffer === undefined) {
      const values = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
      buffers.set(name, (buffer = { dtype, shape: [microBatchRows, ...shape.slice(1)], data: values }));
    }
    const start = position * length;
    const rows = data.subarray(start, start + length);
    buffer.data.set(rows);
    buffer.data.fill(0, rows.length);
    return buffer;
  };
}

/** Adds `terms` to `sums` in place. */
function addInPlace(sums: Record<string, HostTensor>, terms: HostTensors): Record<string, HostTensor> {
  for (const [name, { data }] of Object.entries(sums)) {
    const values = terms[name]!.data;
    for (let i = 0; i < data.length; i++) data[i]! += values[i]!;
  }
  return sums;
}

import { omit } from '../records.js';
import type { HostTensor, HostTensors } from '../types.js';
import { abortAllReduce, allReduce, contribute } from './all-reduce.js';
import type { DataParallelModels, InputColumns, ProgramSpec, ShardSpec, WorkerSettings } from './protocol.js';
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
  const readRows = rowReader(shard, map.spec);
  return {
    async run(inputs, step) {
      let sums: Record<string, HostTensor>;
      try {
        const mapInputs = { ...inputs, ...reduceSession.viewState() };
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
  { microBatchCount }: ShardSpec,
  shard: number,
  readRows: RowReader,
): Promise<Record<string, HostTensor>> {
  let sums: Record<string, HostTensor> | undefined;
  for (let microBatch = 0; microBatch < microBatchCount; microBatch++) {
    const outputs = await mapSession.run(readRows(inputs, shard * microBatchCount + microBatch));
    sums = sums === undefined ? outputs : addInPlace(sums, outputs);
  }
  return sums!;
}

/**
 * Returns the inputs of `map` for one micro-batch, counted over all shards. The next call overwrites those with rows of
 * the batch.
 */
type RowReader = (inputs: HostTensors, position: number) => Record<string, HostTensor>;

/** Copies rows out of shared memory, which ONNX Runtime rejects. Rows past the end of the batch are zeros. */
function rowReader({ batched, microBatchRows }: ShardSpec, { inputs: names, columns = {} }: ProgramSpec): RowReader {
  const buffers = new Map<string, HostTensor>();
  const read = (name: string, tensor: HostTensor, position: number, range?: InputColumns): HostTensor => {
    const { dtype, shape, data } = tensor;
    const rowSize = data.length / shape[0]!;
    const { begin, end } = range ?? { begin: 0, end: rowSize };
    let buffer = buffers.get(name);
    if (buffer === undefined) {
      const length = microBatchRows * (end - begin);
      const values = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
      const rowShape = range ? [end - begin] : shape.slice(1);
      buffers.set(name, (buffer = { dtype, shape: [microBatchRows, ...rowShape], data: values }));
    }
    const firstRow = position * microBatchRows;
    for (let row = 0; row < microBatchRows; row++) {
      const start = (firstRow + row) * rowSize;
      const values = data.subarray(start + begin, start + end);
      buffer.data.set(values, row * (end - begin));
      if (values.length === 0) buffer.data.fill(0, row * (end - begin), (row + 1) * (end - begin));
    }
    return buffer;
  };
  return (inputs, position) =>
    Object.fromEntries(
      names.map((name) => {
        const range = columns[name];
        const tensor = inputs[range?.input ?? name]!;
        return [name, range || batched.includes(name) ? read(name, tensor, position, range) : tensor];
      }),
    );
}

/** Adds `terms` to `sums` in place. */
function addInPlace(sums: Record<string, HostTensor>, terms: HostTensors): Record<string, HostTensor> {
  for (const [name, { data }] of Object.entries(sums)) {
    const values = terms[name]!.data;
    for (let i = 0; i < data.length; i++) data[i]! += values[i]!;
  }
  return sums;
}

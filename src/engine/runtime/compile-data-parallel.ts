import { EngineError } from '../../errors.js';
import { checkInputs, checkOutputs, checkState } from '../check-inputs.js';
import type { MicroBatchedProgram } from '../data-parallel-program.js';
import { programLifecycle } from '../program-lifecycle.js';
import { mapValues, omit, pick } from '../records.js';
import type { CompiledProgram, HostTensor, HostTensors, RunResult } from '../types.js';
import type { EngineWorker } from './engine-worker.js';
import { abortAllReduce, createAllReduce, FAILED_ELSEWHERE, sizeOfAll } from './all-reduce.js';
import { modelOf } from '../graph/model.js';

/**
 * Compiles a data-parallel program, which was checked, for several workers. Each worker runs `map` on its shards of
 * the batch, the workers all-reduce their sums through shared memory, and each runs `reduce` itself, so every worker
 * holds the same state. Sums are added in a fixed order: micro-batch by micro-batch, then shard by shard. The number
 * of shards therefore decides the last bits, the number of workers does not. Runs are queued.
 * @param shardCount default: one per worker
 */
export async function compileDataParallel(
  program: MicroBatchedProgram,
  workers: readonly EngineWorker[],
  shardCount = workers.length,
): Promise<CompiledProgram> {
  const { batched, sums } = program.dataParallel;
  const { microBatchRows, microBatchCount } = microBatches(program, shardCount);
  // Every worker takes part in each step, with or without rows of its own.
  const shards = Math.max(filledShards(program, shardCount), workers.length);
  const { flattenDataParallel } = await import('./flat-data-parallel.js');
  const flat = flattenDataParallel(program, microBatchRows);
  const [map, reduce] = [await modelOf(flat.map, batched), await modelOf(flat.reduce.program)];
  checkOutputs(program, flat.reduce.outputs);
  const size = sizeOfAll(mapValues(sums, (shape) => ({ shape })));
  const allReduce = createAllReduce(workers.length, size, shards);
  const replicas = await Promise.all(
    workers.map((engineWorker, worker) => {
      const own = Array.from({ length: shards }, (_, shard) => shard).filter(
        (shard) => shard % workers.length === worker,
      );
      const shard = { worker, shards: own, batched, microBatchRows, microBatchCount, allReduce };
      return engineWorker.load({ kind: 'data-parallel', map, reduce, shard });
    }),
  );
  const lifecycle = programLifecycle(program);
  let step = 0;
  let replicasAgree = true;
  let queue: Promise<unknown> = Promise.resolve();

  const enqueue = <T>(task: () => Promise<T>): Promise<T> => {
    const result = queue.then(task);
    queue = result.catch(() => undefined);
    return result;
  };
  const whileOpen = async <T>(task: () => Promise<T>): Promise<T> => {
    lifecycle.assertOpen();
    return enqueue(task);
  };
  const assertAgreement = (): void => {
    if (replicasAgree) return;
    throw new EngineError(`${program.name}: a worker failed, so the workers' states differ; write the state again`);
  };

  return {
    run: (inputs) =>
      whileOpen(async (): Promise<RunResult> => {
        checkInputs(program, inputs);
        lifecycle.assertStateWritten();
        assertAgreement();
        // Workers wait for each other, so everything on this thread that can fail comes before the first worker starts,
        // and all workers start before any is awaited.
        const shared = mapValues(pick(inputs, batched), toSharedMemory);
        const unbatched = flat.reduce.flattenInputs(omit(inputs, batched));
        const replicaInputs = replicas.map(() => ({ ...shared, ...copyTensors(unbatched) }));
        step += 1;
        const runs = replicas.map((replica, worker) =>
          replica.run(replicaInputs[worker]!, step).catch((error: unknown) => {
            abortAllReduce(allReduce, worker, step);
            throw error;
          }),
        );
        const results = await Promise.allSettled(runs);
        const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
        replicasAgree = failures.length === 0 || failures.length === replicas.length;
        if (failures.length > 0) throw failures.find(({ message }) => message !== FAILED_ELSEWHERE) ?? failures[0]!;
        const { outputs } = await runs[0]!;
        return { outputs: flat.reduce.unflattenOutputs(outputs), recycled: { ...inputs, ...shared } };
      }),
    writeState: (values) =>
      whileOpen(async () => {
        checkState(program, values);
        lifecycle.markStateWritten();
        replicasAgree = false;
        const state = flat.reduce.flattenState(values);
        const results = await Promise.allSettled(replicas.map((replica) => replica.writeState(state)));
        for (const result of results) if (result.status === 'rejected') throw result.reason;
        replicasAgree = true;
      }),
    readState: () =>
      whileOpen(async () => {
        lifecycle.assertStateWritten();
        assertAgreement();
        return flat.reduce.unflattenState(await replicas[0]!.readState());
      }),
    dispose: async () => {
      if (lifecycle.isDisposed) return;
      lifecycle.end();
      await enqueue(() => Promise.all(replicas.map((replica) => replica.release())));
    },
  };
}

/**
 * Number of shards that have rows of the batch. The others would add zeros to the sums: leaving them out changes no
 * result.
 */
export function filledShards(program: MicroBatchedProgram, shardCount: number): number {
  const { microBatchRows, microBatchCount } = microBatches(program, shardCount);
  return Math.ceil(batchSizeOf(program) / (microBatchRows * microBatchCount));
}

function batchSizeOf({ inputs, dataParallel }: MicroBatchedProgram): number {
  return inputs[dataParallel.batched[0]!]!.shape[0]!;
}

/** Splits a batch: every shard has `microBatchCount` micro-batches of `microBatchRows` rows. */
function microBatches(program: MicroBatchedProgram, shardCount: number) {
  const { microBatchSize, rowsPerExample = 1 } = program.dataParallel;
  const examplesPerShard = Math.ceil(batchSizeOf(program) / rowsPerExample / shardCount);
  const microBatchCount = Math.ceil(examplesPerShard / Math.max(1, Math.floor(microBatchSize / rowsPerExample)));
  return { microBatchRows: rowsPerExample * Math.ceil(examplesPerShard / microBatchCount), microBatchCount };
}

/** Copies a tensor to shared memory, or returns it if it is there already. */
function toSharedMemory(tensor: HostTensor): HostTensor {
  const { dtype, shape, data } = tensor;
  if (data.buffer instanceof SharedArrayBuffer) return tensor;
  const memory = new SharedArrayBuffer(data.byteLength);
  const shared = dtype === 'float32' ? new Float32Array(memory) : new Int32Array(memory);
  shared.set(data);
  return { dtype, shape, data: shared };
}

function copyTensors(values: HostTensors): Record<string, HostTensor> {
  return mapValues(values, (tensor) => ({ ...tensor, data: tensor.data.slice() }));
}

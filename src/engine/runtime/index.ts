import { availableParallelism } from 'node:os';
import { EngineError } from '../../errors.js';
import type { DeviceName, Engine, Program } from '../types.js';
import { checkProgram } from '../check-inputs.js';
import { isMicroBatched } from '../data-parallel-program.js';
import { compileDataParallel, filledShards } from './compile-data-parallel.js';
import { openEngineWorker, type EngineWorker } from './engine-worker.js';
import { loadTraced } from './load-traced.js';
import { compileWhole } from './whole.js';

export interface CompiledEngineOptions {
  /** `gpu` is CUDA; `lyrebird install-native cuda` downloads its execution provider. */
  readonly device?: DeviceName;
  /** Threads per run; 0 or absent: all cores. No more run than there are processors. */
  readonly threads?: number;
  /** Shards of a data-parallel program; 0 or absent: one per thread that was asked for. Always one on a GPU. */
  readonly shards?: number;
}

/**
 * Starts the compiled engine: it traces programs to ONNX graphs and runs them with ONNX Runtime in worker threads,
 * so the calling thread stays free while a step runs. Tracing blocks the calling thread for some tens of
 * milliseconds.
 *
 * A data-parallel program runs in shards, because many of ONNX Runtime's operators use a single thread however many are
 * available. Each shard has a worker of its own as long as there are processors for them.
 * @throws EngineError if a worker cannot start
 */
export async function createCompiledEngine({
  device = 'cpu',
  threads = 0,
  shards = 0,
}: CompiledEngineOptions = {}): Promise<Engine> {
  const processors = availableParallelism();
  const asked = threads > 0 ? threads : processors;
  const threadCount = Math.min(asked, processors);
  const shardCount = device === 'cpu' ? (shards > 0 ? shards : asked) : 1;
  const workerCount = Math.min(shardCount, processors);
  const unsharded = openEngineWorker({ device, threads: threadCount });
  const shardSettings = { device, threads: Math.max(1, Math.floor(threadCount / workerCount)) };
  const sharded: EngineWorker[] = [];
  let isClosed = false;

  return {
    name: 'compiled',
    device,
    description: describe(device, threadCount, shardCount),
    async compile(program: Program) {
      if (isClosed) throw new EngineError('the engine is closed');
      checkProgram(program);
      if (device !== 'cpu' || !isMicroBatched(program)) return compileWhole(program, unsharded);
      const workers = Math.min(workerCount, filledShards(program, shardCount));
      while (sharded.length < workers) sharded.push(openEngineWorker(shardSettings));
      return compileDataParallel(program, sharded.slice(0, workers), shardCount);
    },
    load: (program, preparation) => loadTraced(program, preparation, unsharded),
    async dispose() {
      isClosed = true;
      await Promise.all([unsharded, ...sharded].map((worker) => worker.close()));
    },
  };
}

function describe(device: DeviceName, threads: number, shards: number): string {
  const shardText = shards > 1 ? `, ${shards} shards` : '';
  return `ONNX Runtime, ${device}, ${threads} thread${threads === 1 ? '' : 's'}${shardText}`;
}

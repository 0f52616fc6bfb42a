import { availableParallelism } from 'node:os';
import type { DeviceName, Engine, Program } from '../types.js';
import { isMicroBatched } from '../data-parallel-program.js';
import { compileDataParallel } from './compile-data-parallel.js';
import { openEngineWorker, type EngineWorker } from './engine-worker.js';
import { compileWhole } from './whole.js';

export interface CompiledEngineOptions {
  /** `gpu` is CUDA; `lyrebird install-native cuda` downloads its execution provider. */
  readonly device?: DeviceName;
  /** Threads per run; 0 or absent: all cores. */
  readonly threads?: number;
  /** Shards of a data-parallel program; 0 or absent: one per thread. Always one on a GPU. */
  readonly shards?: number;
}

/**
 * Starts the compiled engine: it traces programs to ONNX graphs and runs them with ONNX Runtime in worker threads,
 * so the calling thread stays free while a step runs. Tracing blocks the calling thread for some tens of
 * milliseconds.
 *
 * A data-parallel program runs in shards, one per worker, because many of ONNX Runtime's operators use a single
 * thread however many are available.
 * @throws EngineError if a worker cannot start
 */
export async function createCompiledEngine({
  device = 'cpu',
  threads = 0,
  shards = 0,
}: CompiledEngineOptions = {}): Promise<Engine> {
  const threadCount = threads > 0 ? threads : availableParallelism();
  const shardCount = device === 'cpu' ? (shards > 0 ? shards : threadCount) : 1;
  const unsharded = openEngineWorker({ device, threads: threadCount });
  const shardSettings = { device, threads: Math.max(1, Math.floor(threadCount / shardCount)) };
  let sharded: readonly EngineWorker[] = [];

  return {
    name: 'compiled',
    device,
    description: describe(device, threadCount, shardCount),
    async compile(program: Program) {
      if (device !== 'cpu' || !isMicroBatched(program)) return compileWhole(program, unsharded);
      if (sharded.length === 0) sharded = Array.from({ length: shardCount }, () => openEngineWorker(shardSettings));
      return compileDataParallel(program, sharded);
    },
    async dispose() {
      await Promise.all([unsharded, ...sharded].map((worker) => worker.close()));
    },
  };
}

function describe(device: DeviceName, threads: number, shards: number): string {
  const shardText = shards > 1 ? `, ${shards} shards` : '';
  return `ONNX Runtime, ${device}, ${threads} thread${threads === 1 ? '' : 's'}${shardText}`;
}

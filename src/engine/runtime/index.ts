import { availableParallelism } from 'node:os';
import type { DeviceName, Engine, Program } from '../types.js';
import { isMicroBatched } from '../data-parallel-program.js';
import { compileDataParallel } from './compile-data-parallel.js';
import { openEngineWorker, type EngineWorker } from './engine-worker.js';
import { compileWhole } from './whole.js';

export interface CompiledEngineOptions {
  /** `gpu` is CUDA, through a provider that `lyrebird install-native cuda` downloads. */
  readonly device?: DeviceName;
  /** Threads of one run; 0 or absent: all cores. */
  readonly threads?: number;
  /** Parts of a run that can be divided; 0 or absent: one for every thread. On a GPU always one. */
  readonly shards?: number;
}

/**
 * The compiled engine: programs are traced to ONNX graphs and run by ONNX Runtime in worker threads, so the calling thread stays free
 * while a step runs. Tracing itself takes the calling thread for some tens of milliseconds.
 *
 * A program that can be divided runs in shards, side by side on workers of their own: much of what ONNX Runtime does uses one thread
 * however many it has.
 * @throws EngineError if a worker cannot start
 */
export async function createCompiledEngine({
  device = 'cpu',
  threads = 0,
  shards = 0,
}: CompiledEngineOptions = {}): Promise<Engine> {
  const threadCount = threads > 0 ? threads : availableParallelism();
  const shardCount = device === 'cpu' ? (shards > 0 ? shards : threadCount) : 1;
  const main = openEngineWorker({ device, threads: threadCount });
  const shardSettings = { device, threads: Math.max(1, Math.floor(threadCount / shardCount)) };
  let sharded: readonly EngineWorker[] = [];

  return {
    name: 'compiled',
    device,
    description: describe(device, threadCount, shardCount),
    async compile(program: Program) {
      if (device !== 'cpu' || !isMicroBatched(program)) return compileWhole(program, main);
      if (sharded.length === 0) sharded = Array.from({ length: shardCount }, () => openEngineWorker(shardSettings));
      return compileDataParallel(program, sharded);
    },
    async dispose() {
      await Promise.all([main, ...sharded].map((worker) => worker.close()));
    },
  };
}

function describe(device: DeviceName, threads: number, shards: number): string {
  const parts = shards > 1 ? `, ${shards} shards` : '';
  return `ONNX Runtime, ${device}, ${threads} thread${threads === 1 ? '' : 's'}${parts}`;
}

import { availableParallelism } from 'node:os';
import { createEngine } from './create.js';
import { boundedThreads } from './pick.js';
import { type CompiledProgram, type Engine, type EngineOptions, type HostTensors, type RunResult } from './types.js';

/** One program on several engines. Each call goes to the engine with the fewest pending calls. */
export interface EnginePool {
  /** Calls to keep in flight so that no engine idles: one running and one queued per engine, and two in transit. */
  readonly callsInFlight: number;
  run(inputs: HostTensors): Promise<RunResult>;
  /** Waits for the runs in progress. */
  dispose(): Promise<void>;
}

/** With more engines than this, reading audio is the bottleneck. */
const MAX_ENGINES = 8;

interface Member {
  readonly program: CompiledProgram;
  pending: number;
}

/**
 * Creates one single-threaded engine per core. Several threads in one engine would wait for each other at every
 * operation. The result of a batch does not depend on the engine it ran on.
 * @param load loads a program without state into an engine
 */
export async function createEnginePool(
  load: (engine: Engine) => Promise<CompiledProgram>,
  options: EngineOptions,
): Promise<EnginePool> {
  const { engine = 'auto', device = 'auto', threads = 0 } = options;
  const onCpu = engine !== 'eager' && (device === 'auto' || device === 'cpu');
  const count = onCpu ? (threads > 0 ? boundedThreads(threads) : Math.min(MAX_ENGINES, availableParallelism())) : 1;
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, () => createEngine(onCpu ? { ...options, threads: 1 } : options)),
  );
  const engines = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  try {
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    const members = await Promise.all(
      engines.map(async (started): Promise<Member> => ({ program: await load(started), pending: 0 })),
    );
    return {
      callsInFlight: 2 * count + 2,
      async run(inputs) {
        const member = members.reduce((best, other) => (other.pending < best.pending ? other : best));
        member.pending++;
        try {
          return await member.program.run(inputs);
        } finally {
          member.pending--;
        }
      },
      dispose: () => disposeAll(engines),
    };
  } catch (error) {
    await disposeAll(engines);
    throw error;
  }
}

async function disposeAll(engines: readonly Engine[]): Promise<void> {
  await Promise.allSettled(engines.map((engine) => engine.dispose()));
}

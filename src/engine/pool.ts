import { availableParallelism } from 'node:os';
import { createEngine } from './create.js';
import {
  type CompiledProgram,
  type Engine,
  type EngineOptions,
  type HostTensors,
  type Program,
  type RunResult,
} from './types.js';

/** One program on several engines: calls go to whichever has least to do. */
export interface EnginePool {
  /** Calls that keep every engine busy: for each one that runs and one that waits, and two on their way. */
  readonly callsInFlight: number;
  run(inputs: HostTensors): Promise<RunResult>;
  /** Waits for runs in progress. */
  dispose(): Promise<void>;
}

/** More engines than this wait for sound rather than compute. */
const MAX_ENGINES = 4;

interface Member {
  readonly program: CompiledProgram;
  waiting: number;
}

/**
 * An engine of one thread on every core but one, which is left to the thread that reads and cuts: threads of one engine would wait for
 * each other at every operation. What a batch comes to does not depend on which engine it went to.
 * @param program without state; the engines' own threads are started while it is made
 */
export async function createEnginePool(program: Promise<Program>, options: EngineOptions): Promise<EnginePool> {
  const { engine = 'auto', device = 'auto', threads = 0 } = options;
  const onCpu = engine !== 'eager' && (device === 'auto' || device === 'cpu');
  const count = onCpu ? (threads > 0 ? threads : Math.max(1, Math.min(MAX_ENGINES, availableParallelism() - 1))) : 1;
  const made = await Promise.allSettled(
    Array.from({ length: count }, () => createEngine(onCpu ? { ...options, threads: 1 } : options)),
  );
  const engines = made.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  try {
    for (const outcome of made) if (outcome.status === 'rejected') throw outcome.reason;
    const members = await Promise.all(
      engines.map(async (one): Promise<Member> => ({ program: await one.compile(await program), waiting: 0 })),
    );
    return {
      callsInFlight: 2 * count + 2,
      async run(inputs) {
        const member = members.reduce((best, other) => (other.waiting < best.waiting ? other : best));
        member.waiting++;
        try {
          return await member.program.run(inputs);
        } finally {
          member.waiting--;
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

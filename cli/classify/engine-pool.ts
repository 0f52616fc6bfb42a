import { availableParallelism } from 'node:os';
import {
  createEngine,
  type CompiledProgram,
  type Engine,
  type EngineOptions,
  type HostTensors,
  type RunResult,
} from '../../src/engine/index.js';
import type { Program } from '../../src/engine/types.js';

/** One program on several engines: calls go to whichever has least to do. */
export interface EnginePool {
  /** Calls that keep every engine busy: one that runs and one that waits, each. */
  readonly callsInFlight: number;
  run(inputs: HostTensors): Promise<RunResult>;
  /** Waits for runs in progress. */
  dispose(): Promise<void>;
}

/** More engines than this wait for sound rather than compute. */
const MOST_ENGINES = 4;

interface Member {
  readonly program: CompiledProgram;
  waiting: number;
}

/**
 * Two engines of one thread each do more than one of two threads, whose threads wait for each other at every operation: and leave the
 * processor to the thread that cuts when they have nothing to do. What a batch comes to does not depend on which engine it went to.
 * @param state of the program
 */
export async function createEnginePool(
  program: Program,
  state: HostTensors,
  options: EngineOptions,
): Promise<EnginePool> {
  const { engine = 'auto', device = 'auto', threads = 0 } = options;
  const onCpu = engine !== 'eager' && (device === 'auto' || device === 'cpu');
  const count = onCpu ? (threads > 0 ? threads : Math.min(MOST_ENGINES, availableParallelism())) : 1;
  const engines: Engine[] = [];
  try {
    const members: Member[] = [];
    for (let i = 0; i < count; i++) {
      const made = await createEngine(onCpu ? { ...options, threads: 1 } : options);
      engines.push(made);
      members.push({ program: await made.compile(program), waiting: 0 });
    }
    await Promise.all(members.map((member) => member.program.writeState(state)));
    return {
      callsInFlight: 2 * count,
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

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
/** Another engine starts when every one has a call running and as many queued: short work needs only one. */
const BUSY_CALLS = 2;

interface Member {
  readonly program: CompiledProgram;
  pending: number;
}

/**
 * Starts the first engine of a pool: for a caller that has more to load before it can create the pool.
 * @param options those of the pool
 */
export function startPoolEngine(options: EngineOptions): Promise<Engine> {
  return createEngine(runsOnCpu(options) ? { ...options, threads: 1 } : options);
}

function runsOnCpu({ engine = 'auto', device = 'auto' }: EngineOptions): boolean {
  return engine !== 'eager' && (device === 'auto' || device === 'cpu');
}

/**
 * Creates a pool of up to one single-threaded engine per core. Several threads in one engine would wait for each other
 * at every operation. The first engine starts at once, others when calls queue up. The result of a batch does not
 * depend on the engine it ran on.
 * @param load loads a program without state into an engine
 * @param first result of `startPoolEngine`; the pool disposes of it
 */
export async function createEnginePool(
  load: (engine: Engine) => Promise<CompiledProgram>,
  options: EngineOptions,
  first: Promise<Engine> = startPoolEngine(options),
): Promise<EnginePool> {
  const { threads = 0 } = options;
  const count = runsOnCpu(options)
    ? threads > 0
      ? boundedThreads(threads)
      : Math.min(MAX_ENGINES, availableParallelism())
    : 1;
  const engines: Engine[] = [];
  const members: Member[] = [];
  const add = async (starting: Promise<Engine>): Promise<void> => {
    const started = await starting;
    engines.push(started);
    members.push({ program: await load(started), pending: 0 });
  };
  let starting: Promise<void> | undefined;
  let failure: Error | undefined;
  const grow = (): void => {
    starting ??= add(startPoolEngine(options))
      .catch((error: unknown) => (failure ??= error as Error))
      .then(() => (starting = undefined));
  };
  const disposeAll = async (): Promise<void> => {
    await starting;
    await Promise.allSettled(engines.map((started) => started.dispose()));
  };

  try {
    await add(first);
  } catch (error) {
    await disposeAll();
    throw error;
  }
  return {
    callsInFlight: BUSY_CALLS * count + 2,
    async run(inputs) {
      if (failure) throw failure;
      const member = members.reduce((best, other) => (other.pending < best.pending ? other : best));
      if (member.pending >= BUSY_CALLS && members.length < count) grow();
      member.pending++;
      try {
        return await member.program.run(inputs);
      } finally {
        member.pending--;
      }
    },
    dispose: disposeAll,
  };
}

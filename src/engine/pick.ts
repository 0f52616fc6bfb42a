import { availableParallelism } from 'node:os';
import { EngineError } from '../errors.js';
import type { DeviceName, EngineName, EngineOptions } from './types.js';

/** The chosen engine and its settings. */
export interface EngineChoice {
  readonly engine: EngineName;
  /**
   * `auto` for the eager engine only: CUDA if TensorFlow's native library loads and finds a device, otherwise plain
   * JavaScript.
   */
  readonly device: DeviceName | 'auto';
  /** Threads that run: as many as were asked for, but no more than there are processors. */
  readonly threads: number;
  /** Shards of a data-parallel program. They decide the last bits of results, and no limit of threads changes them. */
  readonly shards: number;
  /** Why it was chosen, as a phrase to display. */
  readonly reason: string;
}

const DEVICES: Readonly<Record<EngineName, readonly DeviceName[]>> = {
  compiled: ['cpu', 'webgpu', 'gpu'],
  eager: ['cpu', 'gpu'],
};

/** Limits a number of threads to that of the processors: more would only wait for each other. 0 stays 0. */
export function boundedThreads(threads: number): number {
  return Math.min(threads, availableParallelism());
}

/** Returns a line for the user if fewer threads run than were asked for. */
export function threadsNotice({
  threads = 0,
  shards = 0,
}: Pick<EngineOptions, 'threads' | 'shards'>): string | undefined {
  const running = boundedThreads(threads);
  if (running === threads) return undefined;
  const work = shards === 0 ? `; training divides a batch as for ${threads} threads, so its results stay the same` : '';
  return `${threads} threads were asked for, ${running} run: one per processor${work}`;
}

/**
 * Chooses the engine and the device from the options alone. The same options give the same engine on every machine,
 * so results do not depend on the hardware that happens to be there. `auto` is the compiled engine on the CPU; all
 * others are opt-in.
 * @throws EngineError for a device that the engine does not support, or an invalid number of threads or shards
 */
export function pickEngine({
  engine = 'auto',
  device = 'auto',
  threads = 0,
  shards = 0,
}: EngineOptions = {}): EngineChoice {
  if (!Number.isInteger(threads) || threads < 0) {
    throw new EngineError(`threads: expected a whole number, 0 for all cores, got ${threads}`);
  }
  if (!Number.isInteger(shards) || shards < 0) {
    throw new EngineError(`shards: expected a whole number, 0 for one per thread, got ${shards}`);
  }
  const asked = threads === 0 ? availableParallelism() : threads;
  const settings = { threads: boundedThreads(asked), shards: shards === 0 ? asked : shards };
  if (engine === 'auto') {
    if (device === 'auto') return { ...settings, engine: 'compiled', device: 'cpu', reason: 'the default' };
    const name = device === 'gpu' ? 'eager' : 'compiled';
    return { ...settings, engine: name, device, reason: `the engine for --device ${device}` };
  }
  if (device === 'auto') {
    return { ...settings, engine, device: engine === 'compiled' ? 'cpu' : 'auto', reason: `--engine ${engine}` };
  }
  if (!DEVICES[engine].includes(device)) {
    const other = engine === 'compiled' ? 'eager' : 'compiled';
    throw new EngineError(
      `engine ${engine}: expected device ${DEVICES[engine].join(' or ')}, got ${device}; ` +
        `use --engine ${other} for ${device}`,
    );
  }
  return { ...settings, engine, device, reason: `--engine ${engine} --device ${device}` };
}

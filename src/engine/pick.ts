import { availableParallelism } from 'node:os';
import { EngineError } from '../errors.js';
import type { DeviceName, EngineName, EngineOptions } from './types.js';

/** An engine that was decided on. */
export interface EngineChoice {
  readonly engine: EngineName;
  /** `auto` only for the eager engine: CUDA if TensorFlow's native library loads and finds it, else plain JavaScript. */
  readonly device: DeviceName | 'auto';
  readonly threads: number;
  /** Parts of a run that can be divided. */
  readonly shards: number;
  /** One clause for people. */
  readonly reason: string;
}

const DEVICES: Readonly<Record<EngineName, readonly DeviceName[]>> = {
  compiled: ['cpu', 'webgpu', 'gpu'],
  eager: ['cpu', 'gpu'],
};

/**
 * Decides which engine runs on which device, from what was asked for alone: the same request gives the same engine everywhere, so that
 * results do not depend on what a machine happens to have. `auto` is compiled on the CPU; everything else is chosen by asking.
 * @throws EngineError for a device that the engine does not have, or a number of threads or shards that cannot be
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
    throw new EngineError(`shards: expected a whole number, 0 for one a thread, got ${shards}`);
  }
  const threadCount = threads === 0 ? availableParallelism() : threads;
  const picked = { threads: threadCount, shards: shards === 0 ? threadCount : shards };
  if (engine === 'auto') {
    if (device === 'auto') return { ...picked, engine: 'compiled', device: 'cpu', reason: 'the default' };
    const name = device === 'gpu' ? 'eager' : 'compiled';
    return { ...picked, engine: name, device, reason: `the engine for --device ${device}` };
  }
  if (device === 'auto') {
    return { ...picked, engine, device: engine === 'compiled' ? 'cpu' : 'auto', reason: `--engine ${engine}` };
  }
  if (!DEVICES[engine].includes(device)) {
    const other = engine === 'compiled' ? 'eager' : 'compiled';
    throw new EngineError(
      `engine ${engine}: expected device ${DEVICES[engine].join(' or ')}, got ${device}; use --engine ${other} for ${device}`,
    );
  }
  return { ...picked, engine, device, reason: `--engine ${engine} --device ${device}` };
}

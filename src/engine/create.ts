import { pickEngine } from './pick.js';
import type { Engine, EngineOptions } from './types.js';

/**
 * Starts an engine. The libraries behind it (TensorFlow.js, ONNX Runtime) are loaded here and not before.
 *
 * The compiled engine traces on the thread that calls it and runs in a worker of its own; the eager engine does everything on the
 * thread that calls it. Neither belongs on a thread that draws.
 * @throws EngineError if the options contradict each other, or the device cannot be had
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { engine, device, threads, shards } = pickEngine(options);
  if (engine === 'eager') {
    const { createEagerEngine } = await import('./eager/index.js');
    return createEagerEngine({ device });
  }
  const { createCompiledEngine } = await import('./runtime/index.js');
  return createCompiledEngine({ device: device === 'auto' ? 'cpu' : device, threads, shards });
}

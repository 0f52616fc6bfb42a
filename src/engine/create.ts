import { pickEngine } from './pick.js';
import type { Engine, EngineOptions } from './types.js';

/**
 * Starts an engine. TensorFlow.js and ONNX Runtime are loaded here, not at import.
 *
 * The compiled engine traces on the calling thread and runs in a worker; the eager engine computes on the calling
 * thread. Do not use either on a thread that draws a user interface.
 * @throws EngineError if the options contradict each other, or the device is not available
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

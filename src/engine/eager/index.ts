import { EngineError } from '../../errors.js';
import { tf } from '../../ops/index.js';
import type { CompiledProgram, DeviceName, Engine } from '../types.js';
import { loadNativeBackend } from './native.js';
import { createEagerProgram } from './program.js';
import { initialiseBackend } from './with-backend.js';
import { lyrebirdCommand } from '../../package.js';

export { loadNativeBackend, type NativeBackend } from './native.js';

export interface EagerOptions {
  /**
   * `auto`: TensorFlow's native library if it loads, otherwise plain JavaScript. `cpu`: plain JavaScript. `gpu`: CUDA,
   * or an error without it.
   */
  readonly device?: DeviceName | 'auto';
}

/**
 * Starts the engine that runs a program op by op with TensorFlow.js: on CUDA hardware `@tensorflow/tfjs-node-gpu`
 * has its native library, otherwise in plain JavaScript, the reference for the compiled engine's tests. It computes on
 * the calling thread, so a process that draws a user interface must run it in a worker.
 * @throws EngineError if the device is not available
 */
export async function createEagerEngine({ device = 'auto' }: EagerOptions = {}): Promise<Engine> {
  const { backend, runsOn, description } = chooseBackend(device);
  if (!(await initialiseBackend(backend)))
    throw new EngineError(`eager engine: TensorFlow.js could not start its backend "${backend}"`);
  const programs: CompiledProgram[] = [];
  let isClosed = false;

  return {
    name: 'eager',
    device: runsOn,
    description,
    async compile(program) {
      if (isClosed) throw new EngineError('the engine is closed');
      const compiled = createEagerProgram(program, backend);
      programs.push(compiled);
      return compiled;
    },
    async dispose() {
      isClosed = true;
      await Promise.all(programs.map((program) => program.dispose()));
    },
  };
}

interface BackendChoice {
  readonly backend: 'tensorflow' | 'cpu';
  readonly runsOn: DeviceName;
  readonly description: string;
}

function chooseBackend(device: DeviceName | 'auto'): BackendChoice {
  const plain: BackendChoice = {
    backend: 'cpu',
    runsOn: 'cpu',
    description: `TensorFlow.js ${tf.version.tfjs}, plain JavaScript on 1 thread (the reference; slow)`,
  };
  if (device === 'cpu') return plain;
  if (device === 'webgpu') {
    throw new EngineError('eager engine: expected device cpu or gpu, got webgpu; use --engine compiled for WebGPU');
  }
  const native = loadNativeBackend();
  if (!native.loaded) {
    if (device === 'auto') return plain;
    throw new EngineError(
      `eager engine: @tensorflow/tfjs-node-gpu did not load: ${native.reason}; ` +
        `try: ${lyrebirdCommand()} install-native tensorflow`,
    );
  }
  if (device === 'gpu' && !native.usesGpu) {
    throw new EngineError(
      'eager engine: @tensorflow/tfjs-node-gpu found no CUDA device; check nvidia-smi, or use --device auto',
    );
  }
  const hardware = native.usesGpu ? 'CUDA' : 'CPU (no CUDA device found)';
  return {
    backend: 'tensorflow',
    runsOn: native.usesGpu ? 'gpu' : 'cpu',
    description:
      `TensorFlow.js ${tf.version.tfjs} on tfjs-node-gpu ${native.version} ` +
      `(TensorFlow ${native.tensorflow}), ${hardware}`,
  };
}

import { EngineError } from '../../errors.js';
import { tf } from '../../ops/index.js';
import type { CompiledProgram, DeviceName, Engine } from '../types.js';
import { loadNativeBackend } from './native.js';
import { createEagerProgram } from './program.js';
import { initialiseBackend } from './with-backend.js';
import { lyrebirdCommand } from '../../package.js';

export { loadNativeBackend, type NativeBackend } from './native.js';

/** Choice of an eager engine's device. */
export interface EagerOptions {
  /** `auto`: TensorFlow's native library where it loads, else plain JavaScript; `cpu`: plain JavaScript; `gpu`: CUDA or an error. */
  readonly device?: DeviceName | 'auto';
}

/**
 * The engine that runs a program op by op with TensorFlow.js: on CUDA where `@tensorflow/tfjs-node-gpu` has its library, else in plain
 * JavaScript, as the reference that the compiled engine is tested against. It computes on the thread that calls it, so a program that
 * draws must put it into a worker.
 * @throws EngineError if the device cannot be had
 */
export async function createEagerEngine({ device = 'auto' }: EagerOptions = {}): Promise<Engine> {
  const { backend, runsOn, description } = chooseBackend(device);
  if (!(await initialiseBackend(backend)))
    throw new EngineError(`eager engine: TensorFlow.js could not start its backend "${backend}"`);
  const programs: CompiledProgram[] = [];

  return {
    name: 'eager',
    device: runsOn,
    description,
    async compile(program) {
      const compiled = createEagerProgram(program, backend);
      programs.push(compiled);
      return compiled;
    },
    async dispose() {
      await Promise.all(programs.map((program) => program.dispose()));
    },
  };
}

interface Choice {
  readonly backend: 'tensorflow' | 'cpu';
  readonly runsOn: DeviceName;
  readonly description: string;
}

function chooseBackend(device: DeviceName | 'auto'): Choice {
  const plain: Choice = {
    backend: 'cpu',
    runsOn: 'cpu',
    description: `TensorFlow.js ${tf.version.tfjs}, plain JavaScript on 1 thread (the reference; slow)`,
  };
  if (device === 'cpu') return plain;
  if (device === 'webgpu') {
    throw new EngineError(
      'eager engine: no device "webgpu", got --engine eager --device webgpu; use --engine compiled for WebGPU',
    );
  }
  const native = loadNativeBackend();
  if (!native.loaded) {
    if (device === 'auto') return plain;
    throw new EngineError(
      `eager engine: no GPU through @tensorflow/tfjs-node-gpu: ${native.reason}; ` +
        `try: ${lyrebirdCommand()} install-native tensorflow`,
    );
  }
  if (device === 'gpu' && !native.usesGpu) {
    throw new EngineError(
      'eager engine: @tensorflow/tfjs-node-gpu loads, but finds no CUDA device; see nvidia-smi, or use --device auto',
    );
  }
  const where = native.usesGpu ? 'CUDA' : 'CPU (no CUDA device found)';
  return {
    backend: 'tensorflow',
    runsOn: native.usesGpu ? 'gpu' : 'cpu',
    description: `TensorFlow.js ${tf.version.tfjs} on tfjs-node-gpu ${native.version} (TensorFlow ${native.tensorflow}), ${where}`,
  };
}

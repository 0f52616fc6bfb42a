import { tf } from '../../ops/index.js';
import { checkInputs, checkOutputs, checkProgram, checkState } from '../check-inputs.js';
import { programLifecycle } from '../program-lifecycle.js';
import { mapValues, omit } from '../records.js';
import type { CompiledProgram, DType, HostTensor, HostTensors, Program } from '../types.js';
import { withBackend } from './with-backend.js';

type Held = Record<string, tf.Tensor>;

/**
 * Runs a program op by op on a TensorFlow.js backend. State is kept as tensors; every other tensor of a run is freed before it returns.
 * @param backend name of an initialised TensorFlow.js backend
 */
export function createEagerProgram(program: Program, backend: string): CompiledProgram {
  checkProgram(program);
  const stateOutputs = new Set(Object.values(program.state ?? {}));
  const lifecycle = programLifecycle(program);
  let state: Held = {};

  const currentState = (): Held => {
    lifecycle.assertStateWritten();
    return state;
  };
  const replaceState = (next: Held): void => {
    tf.dispose(state);
    state = next;
  };

  return {
    async run(inputs) {
      lifecycle.assertOpen();
      checkInputs(program, inputs);
      const old = currentState();
      return withBackend(backend, () => {
        const { next, results } = tf.tidy(() => {
          const outputs = program.fn({ ...old, ...toTensors(inputs) });
          checkOutputs(program, outputs);
          return {
            // Clones are handles of their own: an output may be an input, or feed two states.
            next: mapValues(program.state ?? {}, (output) => outputs[output]!.clone()),
            results: omit(outputs, stateOutputs),
          };
        });
        for (const tensor of Object.values(next)) tf.keep(tensor);
        const host = mapValues(results, toHost);
        for (const tensor of new Set(Object.values(results))) {
          if (!Object.values(old).includes(tensor)) tensor.dispose();
        }
        replaceState(next);
        return { outputs: host, recycled: { ...inputs } };
      });
    },
    async writeState(values) {
      lifecycle.assertOpen();
      checkState(program, values);
      withBackend(backend, () => replaceState(toTensors(values)));
      lifecycle.markStateWritten();
    },
    async readState() {
      lifecycle.assertOpen();
      return withBackend(backend, () => mapValues(currentState(), toHost));
    },
    async dispose() {
      if (lifecycle.isDisposed) return;
      replaceState({});
      lifecycle.end();
    },
  };
}

/** Copies: the caller may fill its buffers again while a backend still reads from the tensor. */
function toTensors(values: HostTensors): Held {
  return mapValues(values, ({ data, shape, dtype }) => tf.tensor(data.slice(), [...shape], dtype));
}

function toHost(tensor: tf.Tensor): HostTensor {
  const dtype: DType = tensor.dtype === 'float32' ? 'float32' : 'int32';
  const values = tensor.dataSync();
  return {
    dtype,
    shape: tensor.shape,
    data: dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values),
  };
}

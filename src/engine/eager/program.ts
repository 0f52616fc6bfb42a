import { tf } from '../../ops/index.js';
import { EngineError } from '../../errors.js';
import { checkInputs, checkOutputs, checkProgram, checkState, resultProblem } from '../check-inputs.js';
import { programLifecycle } from '../program-lifecycle.js';
import { mapValues, omit } from '../records.js';
import type { CompiledProgram, DType, HostTensor, HostTensors, Program } from '../types.js';
import { withBackend } from './with-backend.js';

type NamedTensors = Record<string, tf.Tensor>;

/**
 * Prepares a program to run op by op on a TensorFlow.js backend. State stays in tensors; a run frees all its other
 * tensors before it returns.
 * @param backend name of an initialised TensorFlow.js backend
 */
export function createEagerProgram(program: Program, backend: string): CompiledProgram {
  checkProgram(program);
  const stateOutputs = new Set(Object.values(program.state ?? {}));
  const lifecycle = programLifecycle(program);
  let state: NamedTensors = {};

  const currentState = (): NamedTensors => {
    lifecycle.assertStateWritten();
    return state;
  };
  const replaceState = (next: NamedTensors): void => {
    tf.dispose(state);
    state = next;
  };

  return {
    async run(inputs) {
      lifecycle.assertOpen();
      checkInputs(program, inputs);
      const previous = currentState();
      return withBackend(backend, () => {
        const { next, results } = tf.tidy(() => {
          const outputs = program.fn({ ...previous, ...toTensors(inputs) });
          const problem = resultProblem(outputs);
          if (problem !== undefined) throw new EngineError(`${program.name}: ${problem}`);
          checkOutputs(program, outputs);
          return {
            // Clones, because an output may be an input, feed two states, or belong to the caller.
            next: mapValues(program.state ?? {}, (output) => outputs[output]!.clone()),
            results: mapValues(omit(outputs, stateOutputs), (output) => output.clone()),
          };
        });
        for (const tensor of Object.values(next)) tf.keep(tensor);
        const host = mapValues(results, toHost);
        tf.dispose(results);
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

/** Copies the data, because the caller may refill its buffers while a backend still reads from the tensor. */
function toTensors(values: HostTensors): NamedTensors {
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

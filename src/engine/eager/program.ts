import { EngineError } from '../../errors.js';
import { tf } from '../../ops/tf.js';
import { checkInputs, checkOutputs, checkProgram, checkState } from '../check-inputs.js';
import type { CompiledProgram, DType, HostTensor, HostTensors, Program, Tensors } from '../types.js';
import { withBackend } from './with-backend.js';

type Held = Record<string, tf.Tensor>;

/**
 * Runs a program op by op on a TensorFlow.js backend. State is kept as tensors; every other tensor of a run is freed before it returns.
 * @param backend name of an initialised TensorFlow.js backend
 */
export function createEagerProgram(program: Program, backend: string): CompiledProgram {
  checkProgram(program);
  const stateOutputs = new Set(Object.values(program.state ?? {}));
  let state: Held | undefined = program.state === undefined ? {} : undefined;
  let disposed = false;

  const mustLive = (): void => {
    if (disposed) throw new EngineError(`${program.name}: the program was disposed of`);
  };
  const currentState = (): Held => {
    if (state === undefined)
      throw new EngineError(`${program.name}: its state was never written; call writeState first`);
    return state;
  };
  const replaceState = (next: Held): void => {
    tf.dispose(state ?? {});
    state = next;
  };

  return {
    async run(inputs) {
      mustLive();
      checkInputs(program, inputs);
      const old = currentState();
      return withBackend(backend, () => {
        const { next, results } = tf.tidy(() => {
          const outputs = program.fn({ ...old, ...toTensors(inputs) });
          checkOutputs(program, Object.keys(outputs));
          return {
            // Clones are handles of their own: an output may be an input, or feed two states.
            next: mapValues(program.state ?? {}, (output) => outputs[output]!.clone()),
            results: pick(outputs, (name) => !stateOutputs.has(name)),
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
      mustLive();
      checkState(program, values);
      withBackend(backend, () => replaceState(toTensors(values)));
    },
    async readState() {
      mustLive();
      return withBackend(backend, () => mapValues(currentState(), toHost));
    },
    async dispose() {
      if (disposed) return;
      replaceState({});
      disposed = true;
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

function pick(values: Tensors, wanted: (name: string) => boolean): Held {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name)));
}

function mapValues<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

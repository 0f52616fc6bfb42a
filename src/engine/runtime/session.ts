import * as ort from 'onnxruntime-node';
import { EngineError } from '../../errors.js';
import { mapValues } from '../records.js';
import type { HostTensor, HostTensors } from '../types.js';
import { onnxInput, type Model, type WorkerSettings } from './protocol.js';

/** A program loaded in a worker, with its state. `run` blocks the worker's thread. */
export interface LoadedProgram {
  /** @param step number of the run, from 1 */
  run(inputs: HostTensors, step: number): Promise<Record<string, HostTensor>>;
  writeState(values: HostTensors): void;
  /** Returns the state without copying it; the second run from now overwrites it. */
  viewState(): Record<string, HostTensor>;
  release(): Promise<void>;
}

/** A program in an ONNX Runtime session. */
export interface LoadedSession extends LoadedProgram {
  run(inputs: HostTensors): Promise<Record<string, HostTensor>>;
}

/** Loads an ONNX model into an ONNX Runtime session. */
export async function loadSession({ model, spec }: Model, settings: WorkerSettings): Promise<LoadedSession> {
  const session = await ort.InferenceSession.create(model, sessionOptions(settings));
  const stateOutputs = new Set(Object.values(spec.state));
  const outputNames = spec.outputs.filter((name) => !stateOutputs.has(name));
  let state: Record<string, ort.Tensor> = {};
  let spare: Record<string, ort.Tensor> = {};

  return {
    async run(inputs) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(state)) feeds[onnxInput(name)] = tensor;
      for (const [name, tensor] of Object.entries(inputs)) feeds[onnxInput(name)] = toOrt(tensor);
      // Two sets of state buffers alternate: this run reads one and writes the other.
      const fetches: Record<string, ort.Tensor | null> = {};
      for (const [input, output] of Object.entries(spec.state)) fetches[output] = spare[input] ?? null;
      for (const name of outputNames) fetches[name] = null;
      const fetchedTensors = await session.run(feeds, fetches);
      const next: Record<string, ort.Tensor> = {};
      for (const [input, output] of Object.entries(spec.state)) next[input] = fetchedTensors[output] as ort.Tensor;
      if (Object.keys(next).length > 0) {
        spare = state;
        state = next;
      }
      return Object.fromEntries(outputNames.map((name) => [name, fromOrt(fetchedTensors[name] as ort.Tensor)]));
    },
    writeState(values) {
      const newState: Record<string, ort.Tensor> = {};
      for (const input of Object.keys(spec.state)) {
        const value = values[input];
        if (value === undefined) throw new EngineError(`${spec.name}: state value ${input} is missing`);
        newState[input] = toOrt({ ...value, data: value.data.slice() });
      }
      state = newState;
      spare = Object.fromEntries(
        Object.entries(newState).map(([name, { type, dims, data }]) => [name, emptyLike(type, dims, data)]),
      );
    },
    viewState: () => mapValues(state, fromOrt),
    release: () => session.release(),
  };
}

const PROVIDERS: Readonly<Record<WorkerSettings['device'], string[]>> = {
  cpu: ['cpu'],
  webgpu: ['webgpu', 'cpu'],
  gpu: ['cuda', 'cpu'],
};

/**
 * ONNX Runtime 1.30 fuses padding into a convolution even where the padded tensor is the filter (a padded dy in the
 * filter gradient), and then rejects its own graph ("Invalid model", "Argument mismatch when removing edge").
 */
const BROKEN_OPTIMISERS = 'Pad_Fusion';

function sessionOptions({ device, threads }: WorkerSettings): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: PROVIDERS[device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // With memory planning a large network's step takes 2.4 GB instead of 1.5 GB and saves only a few per cent of
    // its time.
    enableMemPattern: false,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // No `set_denormal_as_zero`: of the calling threads only that of the process's first session would take it, so
    // results would depend on which session starts first.
    extra: { optimization: { disable_specified_optimizers: BROKEN_OPTIMISERS } },
  };
}

function toOrt({ dtype, shape, data }: HostTensor): ort.Tensor {
  // ONNX Runtime rejects shared memory.
  const buffer = data.buffer instanceof SharedArrayBuffer ? data.slice() : data;
  return dtype === 'float32'
    ? new ort.Tensor('float32', buffer as Float32Array, shape)
    : new ort.Tensor('int32', buffer as Int32Array, shape);
}

function fromOrt(tensor: ort.Tensor): HostTensor {
  return { dtype: tensor.type as HostTensor['dtype'], shape: tensor.dims, data: tensor.data as HostTensor['data'] };
}

function emptyLike(type: ort.Tensor.Type, dims: readonly number[], data: ort.Tensor.DataType): ort.Tensor {
  const length = (data as Float32Array).length;
  return type === 'float32'
    ? new ort.Tensor('float32', new Float32Array(length), dims)
    : new ort.Tensor('int32', new Int32Array(length), dims);
}

import * as ort from 'onnxruntime-node';
import { EngineError } from '../../errors.js';
import { mapValues } from '../records.js';
import type { HostTensor, HostTensors } from '../types.js';
import { onnxInput, type Model, type WorkerSettings } from './protocol.js';

/** What a worker holds of a program, with the state that stays there between its runs. `run` blocks the worker's thread. */
export interface LoadedProgram {
  /** @param step number of the run, from 1 */
  run(inputs: HostTensors, step: number): Promise<Record<string, HostTensor>>;
  writeState(values: HostTensors): void;
  /** Not copies: the next run but one overwrites them. */
  viewState(): Record<string, HostTensor>;
  release(): Promise<void>;
}

/** One program in a session of ONNX Runtime. */
export interface LoadedSession extends LoadedProgram {
  run(inputs: HostTensors): Promise<Record<string, HostTensor>>;
}

/** Loads an ONNX model into a session of ONNX Runtime. */
export async function loadSession({ model, spec }: Model, settings: WorkerSettings): Promise<LoadedSession> {
  const session = await ort.InferenceSession.create(model, sessionOptions(settings));
  const stateOutputs = new Set(Object.values(spec.state));
  const results = spec.outputs.filter((name) => !stateOutputs.has(name));
  let state: Record<string, ort.Tensor> = {};
  let spare: Record<string, ort.Tensor> = {};

  return {
    async run(inputs) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(state)) feeds[onnxInput(name)] = tensor;
      for (const [name, tensor] of Object.entries(inputs)) feeds[onnxInput(name)] = toOrt(tensor);
      // State is written to the set of buffers that this run does not read.
      const fetches: Record<string, ort.Tensor | null> = {};
      for (const [input, output] of Object.entries(spec.state)) fetches[output] = spare[input] ?? null;
      for (const name of results) fetches[name] = null;
      const fetched = await session.run(feeds, fetches);
      const next: Record<string, ort.Tensor> = {};
      for (const [input, output] of Object.entries(spec.state)) next[input] = fetched[output] as ort.Tensor;
      if (Object.keys(next).length > 0) {
        spare = state;
        state = next;
      }
      return Object.fromEntries(results.map((name) => [name, fromOrt(fetched[name] as ort.Tensor)]));
    },
    writeState(values) {
      const written: Record<string, ort.Tensor> = {};
      for (const input of Object.keys(spec.state)) {
        const value = values[input];
        if (value === undefined) throw new EngineError(`${spec.name}: no value for state ${input}`);
        written[input] = toOrt({ ...value, data: value.data.slice() });
      }
      state = written;
      spare = Object.fromEntries(
        Object.entries(written).map(([name, { type, dims, data }]) => [name, emptyLike(type, dims, data)]),
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
 * ONNX Runtime 1.30 moves padding into a convolution even where the convolution has it as its filter, as a padded dy is in the gradient by
 * a filter, and then refuses its own graph ("Invalid model", "Argument mismatch when removing edge").
 */
const BROKEN_OPTIMISERS = 'Pad_Fusion';

function sessionOptions({ device, threads }: WorkerSettings): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: PROVIDERS[device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Planned in advance, a large network's step takes 2.4 GB instead of 1.5, for a few hundredths of its time.
    enableMemPattern: false,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // `set_denormal_as_zero` stays out: of the calling threads only that of a process's first session would take it, and results would depend
    // on which one that is.
    extra: { optimization: { disable_specified_optimizers: BROKEN_OPTIMISERS } },
  };
}

function toOrt({ dtype, shape, data }: HostTensor): ort.Tensor {
  // ONNX Runtime takes no shared memory.
  const own = data.buffer instanceof SharedArrayBuffer ? data.slice() : data;
  return dtype === 'float32'
    ? new ort.Tensor('float32', own as Float32Array, shape)
    : new ort.Tensor('int32', own as Int32Array, shape);
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

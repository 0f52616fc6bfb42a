import { EngineError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import type { Program } from '../types.js';
import { Graph, sizeOf, splatOf, type ConstantData, type Value } from './graph.js';
import { cast } from '../kernels/elementwise.js';
import { compositeKernels, tracedKernels } from '../kernels/index.js';
import type { Attributes } from '../kernels/types.js';

const BACKEND = 'lyrebird-tracing';

/** The graph of a traced program, and the value of each output. */
export interface Trace {
  readonly graph: Graph;
  readonly outputs: Readonly<Record<string, Value>>;
}

/**
 * Runs a program's function once on tensors without data and records the operations as a graph. Automatic
 * differentiation happens during that run, so the graph contains derivatives of any order.
 * @throws EngineError if an operation cannot be traced, or if the function reads the data of a tensor
 */
export function trace(program: Program): Trace {
  const backend = tracingBackend();
  // There is no active backend before TensorFlow.js is first used.
  const previous = (tf.getBackend() as string | undefined) ?? 'cpu';
  const graph = new Graph();
  backend.graph = graph;
  // Both `setBackend` calls take effect synchronously, since the backends are initialised: no need to await them.
  void tf.setBackend(BACKEND);
  try {
    let outputs: Record<string, Value> = {};
    tf.tidy(() => {
      const inputs: Record<string, Tensor> = {};
      for (const [name, { shape, dtype }] of Object.entries(program.inputs)) {
        inputs[name] = backend.tensorOf(graph.input(name, shape, dtype ?? 'float32'));
      }
      const results = Object.entries(program.fn(inputs));
      outputs = Object.fromEntries(
        results.map(([name, tensor]) => [name, booleansToIntegers(graph, backend.valueBehind(tensor))]),
      );
    });
    return { graph, outputs };
  } catch (error) {
    throw describeFailure(error, program.name);
  } finally {
    backend.graph = undefined;
    void tf.setBackend(previous);
  }
}

/** Casts booleans to int32, as the eager engine does. */
function booleansToIntegers(graph: Graph, value: Value): Value {
  return value.dtype === 'bool' ? cast(graph, value, 'int32') : value;
}

/** A TensorFlow.js backend whose tensors stand for values of a graph. */
class TracingBackend extends tf.KernelBackend {
  /** The graph of the trace in progress. */
  graph: Graph | undefined;
  readonly #values: tf.DataStorage<Value>;

  constructor() {
    super();
    // Tensors of other backends that a function uses arrive through `move`, as constants.
    this.#values = new tf.DataStorage<Value>(this, tf.engine());
  }

  tensorOf(value: Value): Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.infoOf(value));
  }

  infoOf(value: Value): tf.TensorInfo {
    const dataId = {};
    this.#values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.dtype as tf.DataType };
  }

  /** The value that a tensor stands for. */
  valueBehind(info: tf.TensorInfo): Value {
    const value = this.#values.get(info.dataId);
    const { graph } = this;
    if (graph === undefined || graph.has(value)) return value;
    // A captured tensor that an earlier trace brought here.
    const own = copied(value, graph);
    this.#values.set(info.dataId, own);
    return own;
  }

  override write(data: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    return this.infoOf(this.#constant(data, shape, dtype)).dataId;
  }

  override move(dataId: object, data: tf.BackendValues, shape: number[], dtype: tf.DataType): void {
    this.#values.set(dataId, this.#constant(data, shape, dtype));
  }

  override readSync(dataId: object): tf.BackendValues {
    const value = this.#values.get(dataId);
    const repeated = splatOf(value);
    if (repeated !== undefined) {
      const ArrayType = value.dtype === 'float32' ? Float32Array : value.dtype === 'bool' ? Uint8Array : Int32Array;
      return new ArrayType(sizeOf(value.shape)).fill(repeated);
    }
    if (value.origin.kind === 'constant') return value.origin.data as tf.BackendValues;
    throw new EngineError(
      'cannot read a tensor (dataSync, arraySync or data) while its function is compiled: it has no values yet; ' +
        'return it as an output, or use --engine eager',
    );
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override numDataIds(): number {
    return this.#values.numDataIds();
  }

  override disposeData(dataId: object): boolean {
    return this.#values.delete(dataId);
  }

  override incRef(): void {}

  decRef(): boolean {
    return true;
  }

  override refCount(): number {
    return 1;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  #constant(data: tf.BackendValues, shape: readonly number[], dtype: tf.DataType): Value {
    if (this.graph === undefined) throw new EngineError('the tracing backend cannot create tensors outside of a trace');
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
      throw new EngineError(`tensors of type ${dtype} cannot be traced`);
    const typed: ConstantData =
      dtype === 'float32'
        ? Float32Array.from(data as ArrayLike<number>)
        : dtype === 'int32'
          ? Int32Array.from(data as ArrayLike<number>)
          : Uint8Array.from(data as ArrayLike<number>);
    return this.graph.constant(typed, shape, dtype);
  }
}

/** Copies a constant of another graph. @throws EngineError if it is no constant: another function's result */
function copied({ origin, shape, dtype }: Value, graph: Graph): Value {
  if (origin.kind === 'constant') return graph.constant(origin.data, shape, dtype);
  if (origin.kind === 'splat') return graph.splat(origin.value, shape, dtype);
  throw new EngineError('a function uses a tensor that was computed while another one was compiled');
}

let backend: TracingBackend | undefined;

/**
 * The tracing backend of this thread. There is only one, because TensorFlow.js's registry of backends and kernels
 * is global.
 */
function tracingBackend(): TracingBackend {
  if (backend !== undefined) return backend;
  const created = new TracingBackend();
  tf.registerBackend(BACKEND, () => created, 0);
  const register = (
    kernelName: string,
    run: (values: Record<string, Value>, attributes: object) => Value | readonly Value[],
  ): void =>
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        const present = Object.entries(inputs).filter(([, info]) => info !== undefined && info !== null);
        const values = present.map(([name, info]) => [name, created.valueBehind(info as tf.TensorInfo)] as const);
        const result = run(Object.fromEntries(values), attrs ?? {});
        return Array.isArray(result)
          ? (result as readonly Value[]).map((value) => created.infoOf(value))
          : created.infoOf(result as Value);
      },
    });
  for (const [name, kernel] of Object.entries(tracedKernels)) {
    register(name, (values, attributes) => kernel(created.graph!, values, attributes as Attributes));
  }
  for (const [name, kernel] of Object.entries(compositeKernels)) {
    register(name, (values, attributes) => {
      let result: Value | undefined;
      tf.tidy(() => {
        const tensors = Object.entries(values).map(([input, value]) => [input, created.tensorOf(value)] as const);
        result = created.valueBehind(kernel(Object.fromEntries(tensors), attributes as Attributes));
      });
      return result!;
    });
  }
  backend = created;
  return created;
}

function describeFailure(error: unknown, program: string): unknown {
  if (error instanceof EngineError) return new EngineError(`${program}: ${error.message}`, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  const kernel = /Kernel '(\w+)' not registered for backend 'lyrebird-tracing'/.exec(message)?.[1];
  if (kernel !== undefined) {
    return new EngineError(
      `${program}: operation ${kernel} cannot be compiled; use --engine eager, or write it with other operations`,
      { cause: error },
    );
  }
  return error;
}

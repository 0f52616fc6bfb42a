import { EngineError, oneLine, ShapeError } from '../../errors.js';
import { tf, type Tensor } from '../../ops/index.js';
import { resultProblem } from '../check-inputs.js';
import type { Program } from '../types.js';
import { Graph, sameShape, sizeOf, splatOf, type ConstantData, type Value } from './graph.js';
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
 * @throws EngineError if an operation cannot be traced, if the function reads the data of a tensor, or if it returns no
 * tensors; ShapeError if shapes do not fit
 */
export function trace(program: Program): Trace {
  const backend = tracingBackend();
  // There is no active backend before TensorFlow.js is first used.
  const previous = (tf.getBackend() as string | undefined) ?? 'cpu';
  const graph = new Graph();
  backend.begin(graph);
  // Both `setBackend` calls take effect synchronously, since the backends are initialised: no need to await them.
  void tf.setBackend(BACKEND);
  try {
    let outputs: Record<string, Value> = {};
    tf.tidy(() => {
      const inputs: Record<string, Tensor> = {};
      for (const [name, { shape, dtype }] of Object.entries(program.inputs)) {
        inputs[name] = backend.tensorOf(graph.input(name, shape, dtype ?? 'float32'));
      }
      const results = program.fn(inputs);
      const problem = resultProblem(results);
      if (problem !== undefined) throw new EngineError(problem);
      outputs = Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, booleansToIntegers(graph, backend.valueBehind(tensor))]),
      );
    });
    return { graph, outputs };
  } catch (error) {
    throw describeFailure(error, program.name);
  } finally {
    backend.end();
    void tf.setBackend(previous);
  }
}

/** Casts booleans to int32, as the eager engine does. */
function booleansToIntegers(graph: Graph, value: Value): Value {
  return value.dtype === 'bool' ? cast(graph, value, 'int32') : value;
}

/** A TensorFlow.js backend whose tensors stand for values of a graph. */
class TracingBackend extends tf.KernelBackend {
  #graph: Graph | undefined;
  /** Values by the data id of the tensors that stand for them, with the number of these tensors. */
  readonly #values: tf.DataStorage<{ readonly value: Value; refCount: number }>;
  /** Constants by the data id of the captured tensors that they copy: one for each shape and type. */
  readonly #captured = new Map<object, Value[]>();

  constructor() {
    super();
    this.#values = new tf.DataStorage(this, tf.engine());
  }

  /** Starts a trace. */
  begin(graph: Graph): void {
    this.#graph = graph;
  }

  /** Ends the trace in progress. */
  end(): void {
    this.#graph = undefined;
    this.#captured.clear();
  }

  /** The graph of the trace in progress. */
  get graph(): Graph {
    if (this.#graph === undefined)
      throw new EngineError('the tracing backend cannot create tensors outside of a trace');
    return this.#graph;
  }

  tensorOf(value: Value): Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.infoOf(value));
  }

  infoOf(value: Value): tf.TensorInfo {
    const dataId = {};
    this.#values.set(dataId, { value, refCount: 1 });
    return { dataId, shape: [...value.shape], dtype: value.dtype as tf.DataType };
  }

  /** The value that a tensor stands for. */
  valueBehind(info: tf.TensorInfo): Value {
    if (!this.#values.has(info.dataId)) return this.#capture(info);
    const { value } = this.#values.get(info.dataId);
    // A constant that a function kept from an earlier trace.
    return this.graph.has(value) ? value : copied(value, this.graph);
  }

  /**
   * Copies a tensor of another backend that a function uses. It stays where it is, because others may share its
   * memory. They may have other shapes and types: TensorFlow.js reshapes, and casts where nothing is lost, without a
   * copy.
   */
  #capture({ dataId, shape, dtype }: tf.TensorInfo): Value {
    const copies = this.#captured.get(dataId) ?? [];
    const earlier = copies.find((copy) => copy.dtype === dtype && sameShape(copy.shape, shape));
    if (earlier !== undefined) return earlier;
    const engine = tf.engine();
    if (!engine.state.tensorInfo.has(dataId)) throw new EngineError('a function uses a tensor that was disposed of');
    const copy = this.#constant(engine.readSync(dataId), shape, dtype);
    this.#captured.set(dataId, [...copies, copy]);
    return copy;
  }

  override write(data: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    return this.infoOf(this.#constant(data, shape, dtype)).dataId;
  }

  override readSync(dataId: object): tf.BackendValues {
    const { value } = this.#values.get(dataId);
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

  /** Returns whether no tensor is left: always, if `force` is set. */
  override disposeData(dataId: object, force = false): boolean {
    if (!this.#values.has(dataId)) return true;
    const data = this.#values.get(dataId);
    data.refCount--;
    if (!force && data.refCount > 0) return false;
    this.#values.delete(dataId);
    return true;
  }

  override incRef(dataId: object): void {
    if (this.#values.has(dataId)) this.#values.get(dataId).refCount++;
  }

  override refCount(dataId: object): number {
    return this.#values.has(dataId) ? this.#values.get(dataId).refCount : 0;
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
    register(name, (values, attributes) => kernel(created.graph, values, attributes as Attributes));
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
  if (error instanceof ShapeError) return new ShapeError(`${program}: ${error.message}`, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  const kernel = /Kernel '(\w+)' not registered for backend 'lyrebird-tracing'/.exec(message)?.[1];
  if (kernel !== undefined) {
    return new EngineError(
      `${program}: operation ${kernel} cannot be compiled; use --engine eager, or write it with other operations`,
      { cause: error },
    );
  }
  // TensorFlow.js checks with plain errors. Others, such as a TypeError, come from the function itself.
  if (error instanceof Error && error.constructor === Error)
    return new EngineError(`${program}: ${oneLine(message)}`, { cause: error });
  return error;
}

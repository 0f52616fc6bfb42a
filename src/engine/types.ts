import type { Tensor } from '@tensorflow/tfjs';

/** Element type of an engine's input and output tensors. */
export type DType = 'float32' | 'int32';

/** A tensor as a JavaScript typed array. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Shape and type of each input, by name; `float32` where no type is named. */
export type InputSpecs = Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype?: DType }>>;

export type Tensors = Readonly<Record<string, Tensor>>;
export type HostTensors = Readonly<Record<string, HostTensor>>;

/**
 * A pure function of tensors: no side effects, no `dataSync`, no random numbers. Everything that changes from call
 * to call must be an input, because JavaScript numbers become constants of the compiled program.
 */
export type TensorFunction = (inputs: Tensors) => Tensors;

/** A function to compile, with its inputs and its state. */
export interface Program {
  /** Shown in error messages and profiles. */
  readonly name: string;
  readonly fn: TensorFunction;
  readonly inputs: InputSpecs;
  /**
   * Output name by input name, for values that stay inside the engine between calls (parameters, Adam's moments).
   * `writeState` sets them, `readState` reads them, and every run replaces them with the named outputs.
   */
  readonly state?: Readonly<Record<string, string>>;
  /** How to split a run over threads; without it the program is not split. See `dataParallelProgram`. */
  readonly dataParallel?: DataParallel;
}

/**
 * A program as a map over examples and a reduction: `map` runs on one micro-batch at a time, the engine adds up its
 * results, and `reduce` computes the outputs from the sums. `fn` is the same computation on the whole batch:
 * fn(inputs) = reduce({ ...inputs, ...sums }), with the results of `map` named `sum/<name>`.
 */
export interface DataParallel {
  /**
   * Inputs with one row per example, or `rowsPerExample` rows. Micro-batches are slices of them; those that reach past
   * the end of the batch are padded with rows of zeros, which must not change the sums.
   */
  readonly batched: readonly string[];
  /** Inputs that every call of `map` receives in full. */
  readonly replicated: readonly string[];
  /** Computes sums over the examples of one micro-batch; the results of all calls are added. */
  readonly map: TensorFunction;
  /** Shapes of the sums. */
  readonly sums: Readonly<Record<string, readonly number[]>>;
  /** Computes the outputs from the sums and from every input that is not batched. */
  readonly reduce: TensorFunction;
  /**
   * Largest micro-batch whose activations fit into the processor's cache. Absent where micro-batches would not be
   * faster: the program is then not split.
   */
  readonly microBatchSize?: number;
  /** Number of consecutive rows that belong to one example and are never divided; a divisor of the batch. Default 1. */
  readonly rowsPerExample?: number;
}

/** A program that is ready to run. Calls are queued; results arrive in the order of the calls. */
export interface CompiledProgram {
  /**
   * Runs the program once.
   *
   * The buffers in `inputs` may be transferred to another thread, or read by several threads, so do not touch them
   * until the call resolves. They, or replacements of the same size, come back in `recycled`.
   * @param inputs every input that is not state
   * @returns every output that does not feed state
   */
  run(inputs: HostTensors): Promise<RunResult>;
  writeState(values: HostTensors): Promise<void>;
  readState(): Promise<Record<string, HostTensor>>;
  /** Waits for the run in progress, then frees all memory. */
  dispose(): Promise<void>;
}

export interface RunResult {
  readonly outputs: Record<string, HostTensor>;
  /** The inputs in buffers that can be filled again; some may be in shared memory. */
  readonly recycled: Record<string, HostTensor>;
}

/** A program without state in the form that ONNX Runtime loads: plain data, which can be kept in a file. */
export interface TracedProgram {
  readonly name: string;
  readonly inputs: InputSpecs;
  readonly outputs: readonly string[];
  /** Serialised ONNX ModelProto. */
  readonly onnx: Uint8Array;
}

/**
 * Plain code that computes a program's inputs from those of a run, on the thread that runs the program. It is named by
 * its module, so that a worker thread can load it.
 */
export interface Preparation {
  /** URL of a module with the exports of `PreparationModule`. */
  readonly module: string;
  /** Passed to `createPreparation`, on another thread in a copy. */
  readonly settings: unknown;
  /** Inputs of a run. */
  readonly inputs: InputSpecs;
}

export type EngineName = 'compiled' | 'eager';
export type DeviceName = 'cpu' | 'webgpu' | 'gpu';

export interface Engine {
  readonly name: EngineName;
  readonly device: DeviceName;
  /** One line to display: library, version, threads. */
  readonly description: string;
  /**
   * @throws EngineError if the function cannot be traced, naming the operation, or if the engine is closed; ShapeError
   * if shapes do not fit
   */
  compile(program: Program): Promise<CompiledProgram>;
  /** Loads a program that was traced before, without TensorFlow.js. Absent if the engine runs no ONNX graphs. */
  load?(program: TracedProgram, preparation?: Preparation): Promise<CompiledProgram>;
  /** Waits for runs in progress, then frees all memory. Can be called again, and so can `dispose` of its programs. */
  dispose(): Promise<void>;
}

export interface EngineOptions {
  readonly engine?: EngineName | 'auto';
  readonly device?: DeviceName | 'auto';
  /** Threads per run; 0: all cores. No more run than there are processors. */
  readonly threads?: number;
  /**
   * Shards of a data-parallel program's batch, each on its own worker; 0: one per thread. The number belongs to an
   * experiment's configuration: it sets the order of summation, and so the last bits of every result.
   */
  readonly shards?: number;
}

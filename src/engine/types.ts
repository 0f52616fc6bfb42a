import type { Tensor } from '@tensorflow/tfjs';

/** Element type of a tensor that crosses the engine's boundary. */
export type DType = 'float32' | 'int32';

/** A tensor in plain memory. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Name to shape and type of an input. */
export type InputSpecs = Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype?: DType }>>;

export type Tensors = Readonly<Record<string, Tensor>>;
export type HostTensors = Readonly<Record<string, HostTensor>>;

/**
 * A pure function of tensors: no side effects, no `dataSync`, no randomness of its own. Whatever changes from call to call is an
 * input: JavaScript numbers become constants of the compiled program.
 */
export type TensorFunction = (inputs: Tensors) => Tensors;

/** What to compile. */
export interface Program {
  /** For messages and profiles. */
  readonly name: string;
  readonly fn: TensorFunction;
  readonly inputs: InputSpecs;
  /**
   * Output name by input name: values that stay with the engine between calls (parameters, moments). They are set by
   * `writeState`, read by `readState`, and replaced by the named outputs after every run.
   */
  readonly state?: Readonly<Record<string, string>>;
  /** How a run can be spread over threads; absent: it cannot. See `dataParallelProgram`. */
  readonly dataParallel?: DataParallel;
}

/**
 * A program as a map over examples and a reduction: `map` runs on some examples at a time, its results are summed, `reduce` takes the sums.
 * `fn` does both at once: fn(inputs) = reduce({ ...inputs, ...sums }), with the results of `map` under `sum/<name>`.
 */
export interface DataParallel {
  /** Inputs with one row per example. Micro-batches are slices of them; padding rows are zeros and must not change the sums. */
  readonly batched: readonly string[];
  /** Inputs that every call of `map` takes whole. */
  readonly replicated: readonly string[];
  /** Computes sums over the examples it is given; the results of several calls are added. */
  readonly map: TensorFunction;
  /** Shapes of the sums. */
  readonly sums: Readonly<Record<string, readonly number[]>>;
  /** Computes the outputs from the sums; takes every input that is not batched. */
  readonly reduce: TensorFunction;
  /** Largest micro-batch whose activations fit into a processor's cache. Absent: running in micro-batches does not pay. */
  readonly microBatchSize?: number;
}

/** A program that is ready to run. Calls are queued; results come in order. */
export interface CompiledProgram {
  /**
   * Runs once. `inputs` are all that are not state; outputs that feed state are not returned.
   * Buffers in `inputs` may be transferred to another thread or be read by several: they, or others in their place, come back in `recycled`,
   * and must not be touched until then.
   */
  run(inputs: HostTensors): Promise<RunResult>;
  writeState(values: HostTensors): Promise<void>;
  readState(): Promise<Record<string, HostTensor>>;
  /** Waits for a run in progress, then frees everything. */
  dispose(): Promise<void>;
}

export interface RunResult {
  readonly outputs: Record<string, HostTensor>;
  /** The inputs, in buffers that are ready to be filled again; those may be in shared memory. */
  readonly recycled: Record<string, HostTensor>;
}

export type EngineName = 'compiled' | 'eager';
export type DeviceName = 'cpu' | 'webgpu' | 'gpu';

export interface Engine {
  readonly name: EngineName;
  readonly device: DeviceName;
  /** One line for people: library, version, threads. */
  readonly description: string;
  /** @throws EngineError naming the operation, if the function cannot be traced */
  compile(program: Program): Promise<CompiledProgram>;
  dispose(): Promise<void>;
}

export interface EngineOptions {
  readonly engine?: EngineName | 'auto';
  readonly device?: DeviceName | 'auto';
  /** Threads of one run; 0: all cores. */
  readonly threads?: number;
  /**
   * Parts that a run which can be divided is cut into, each on threads of its own; 0: one for every thread. Part of an experiment's
   * configuration: a sum over other parts differs in its last bits.
   */
  readonly shards?: number;
}

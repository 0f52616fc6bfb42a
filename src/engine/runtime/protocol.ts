import type { DeviceName, HostTensors, Preparation } from '../types.js';
import type { AllReduce } from './all-reduce.js';

/** Message to a worker thread, which answers every request with one `Response` of the same id. */
export type Request =
  | { readonly type: 'load'; readonly id: number; readonly program: number; readonly content: Content }
  | {
      readonly type: 'run';
      readonly id: number;
      readonly program: number;
      readonly inputs: HostTensors;
      /** Number of the run, from 1. */
      readonly step: number;
    }
  | { readonly type: 'writeState'; readonly id: number; readonly program: number; readonly values: HostTensors }
  | { readonly type: 'readState'; readonly id: number; readonly program: number }
  | { readonly type: 'release'; readonly id: number; readonly program: number }
  | { readonly type: 'close'; readonly id: number };

/** A whole program, or one worker's replica of a data-parallel program. */
export type Content = WholeModel | DataParallelModels;

export interface WholeModel {
  readonly kind: 'whole';
  readonly whole: Model;
  /** Computes the model's inputs from those of a run. */
  readonly preparation?: Pick<Preparation, 'module' | 'settings'>;
}

export interface DataParallelModels {
  readonly kind: 'data-parallel';
  readonly map: Model;
  readonly reduce: Model;
  readonly shard: ShardSpec;
}

/** The rows that a worker processes, and the all-reduce that it takes part in. */
export interface ShardSpec {
  /** Index of the worker. */
  readonly worker: number;
  /** Its shards of the batch, at least one. */
  readonly shards: readonly number[];
  /** Names of the inputs with one row per example of the whole batch, in shared memory. */
  readonly batched: readonly string[];
  /** Rows of a micro-batch. */
  readonly microBatchRows: number;
  /** Micro-batches per shard. */
  readonly microBatchCount: number;
  readonly allReduce: AllReduce;
}

/** A program in the form that ONNX Runtime loads. */
export interface Model {
  /** Serialised ONNX ModelProto. */
  readonly model: Uint8Array;
  readonly spec: ProgramSpec;
}

/** Name of an input in the ONNX graph. The prefix tells it from an output of the same name. */
export function onnxInput(name: string): string {
  return `in:${name}`;
}

/** Columns [begin, end) of an input that is a matrix. */
export interface InputColumns {
  readonly input: string;
  readonly begin: number;
  readonly end: number;
}

/** Names of a program's inputs, state and outputs. */
export interface ProgramSpec {
  readonly name: string;
  readonly inputs: readonly string[];
  /** Those that are columns of the program's own inputs, by name. Default: none. */
  readonly columns?: Readonly<Record<string, InputColumns>>;
  /** Output name by input name. */
  readonly state: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
}

export type Response =
  | { readonly id: number; readonly ok: true; readonly value?: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** Settings of a worker, passed when it starts. */
export interface WorkerSettings {
  readonly device: DeviceName;
  readonly threads: number;
}

import type { DeviceName, HostTensors } from '../types.js';
import type { AllReduce } from './all-reduce.js';

/** What the engine asks of its worker thread. Every request is answered by one `Response` of the same id. */
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

/** A program, whole or as one worker's part of a divided one. */
export type Content = WholeModel | DataParallelModels;

export interface WholeModel {
  readonly kind: 'whole';
  readonly whole: Model;
}

export interface DataParallelModels {
  readonly kind: 'data-parallel';
  readonly map: Model;
  readonly reduce: Model;
  readonly shard: ShardSpec;
}

/** Which rows a worker takes, and where it meets the others. */
export interface ShardSpec {
  readonly worker: number;
  /** Inputs with a row for every example of the batch, in shared memory. */
  readonly batched: readonly string[];
  /** How many rows the first part takes. */
  readonly microBatchRows: number;
  /** How many shares of so many rows every worker takes. */
  readonly microBatchCount: number;
  readonly allReduce: AllReduce;
}

/** A program as ONNX Runtime loads it. */
export interface Model {
  readonly model: Uint8Array;
  readonly spec: ProgramSpec;
}

/** Name of an input within the ONNX graph: apart from the outputs' names, since a program may give an input's name to an output. */
export function onnxInput(name: string): string {
  return `in:${name}`;
}

/** What the worker must know of a program beside its graph. */
export interface ProgramSpec {
  readonly name: string;
  readonly inputs: readonly string[];
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

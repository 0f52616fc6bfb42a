import type { HostTensors } from '../types.js';
import type { DeviceName } from '../types.js';

/** What the engine asks of its worker thread. Every request is answered by one `Response` of the same id. */
export type Request =
  | {
      readonly type: 'load';
      readonly id: number;
      readonly program: number;
      readonly model: Uint8Array;
      readonly spec: ProgramSpec;
    }
  | {
      readonly type: 'run';
      readonly id: number;
      readonly program: number;
      readonly inputs: HostTensors;
      readonly shares?: Shares | undefined;
    }
  | { readonly type: 'writeState'; readonly id: number; readonly program: number; readonly values: HostTensors }
  | { readonly type: 'readState'; readonly id: number; readonly program: number }
  | { readonly type: 'release'; readonly id: number; readonly program: number }
  | { readonly type: 'close'; readonly id: number };

/** Asks for a program to be run on one share of the examples after the other, and for the sums of what it gives. */
export interface Shares {
  /** Inputs with a row for every example of all shares. */
  readonly sliced: readonly string[];
  /** How many shares, each with as many rows as the program takes. */
  readonly count: number;
}

/** Name of an input within the ONNX graph: apart from the outputs' names, since a program may give an input's name to an output. */
export function onnxInput(name: string): string {
  return `in:${name}`;
}

/** What the worker must know of a program beside its graph. */
export interface ProgramSpec {
  readonly name: string;
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

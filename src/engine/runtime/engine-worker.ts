import { Worker } from 'node:worker_threads';
import { EngineError } from '../../errors.js';
import type { HostTensor, HostTensors, RunResult } from '../types.js';
import type { Content, Request, Response, WorkerSettings } from './protocol.js';
import { declineTelemetry } from './telemetry.js';

type Unsent<T> = T extends unknown ? Omit<T, 'id'> : never;

/** One worker thread with ONNX Runtime in it. Its programs run one at a time, in the order of the calls. */
export interface EngineWorker {
  load(content: Content): Promise<WorkerProgram>;
  /** Waits for the run in progress and ends the thread. */
  close(): Promise<void>;
}

/** A program in a worker thread, as it was traced: nothing is checked here. */
export interface WorkerProgram {
  /** @param step number of the run, from 1 */
  run(inputs: HostTensors, step: number): Promise<RunResult>;
  writeState(values: HostTensors): Promise<void>;
  readState(): Promise<Record<string, HostTensor>>;
  release(): Promise<void>;
}

/** Starts a worker thread. It does not keep the process alive while it has nothing to do. */
export function openEngineWorker(settings: WorkerSettings): EngineWorker {
  declineTelemetry();
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: settings, ...flagsForFiles() });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 0;
  let nextProgram = 0;
  let ended: Error | undefined;

  const failAll = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (response: Response) => {
    const request = waiting.get(response.id);
    waiting.delete(response.id);
    if (waiting.size === 0) worker.unref();
    if (response.ok) request?.resolve(response.value);
    else request?.reject(new EngineError(response.message));
  });
  worker.on('error', (error) =>
    failAll(new EngineError(`the engine's worker stopped: ${error.message}`, { cause: error })),
  );
  worker.on('exit', () => failAll(new EngineError('the engine is closed')));
  worker.unref();

  const ask = (request: Unsent<Request>, transfer: readonly ArrayBuffer[] = []): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended);
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...request, id }, [...transfer]);
    });

  return {
    async load(content) {
      const program = nextProgram++;
      // A model may be a piece of a pool that later ones are written to: it goes over as a copy.
      await ask({ type: 'load', program, content });
      return {
        run: async (inputs, step) =>
          (await ask({ type: 'run', program, inputs, step }, ownBuffers(inputs))) as RunResult,
        writeState: async (values) => {
          await ask({ type: 'writeState', program, values });
        },
        readState: async () => (await ask({ type: 'readState', program })) as Record<string, HostTensor>,
        release: async () => {
          await ask({ type: 'release', program });
        },
      };
    },
    async close() {
      if (ended !== undefined) return;
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      await ask({ type: 'close' });
      worker.ref();
      await exited;
    },
  };
}

/** A program that came on the command line (`node --input-type=module --eval`) has a flag that a thread from a file must not inherit. */
function flagsForFiles(): { execArgv?: string[] } {
  return process.execArgv.some((flag) => flag.startsWith('--input-type')) ? { execArgv: [] } : {};
}

/** Buffers that one tensor has to itself: they move to the worker and back without a copy. Views of a larger buffer are copied. */
function ownBuffers(inputs: HostTensors): ArrayBuffer[] {
  const counts = new Map<ArrayBufferLike, number>();
  for (const { data } of Object.values(inputs)) counts.set(data.buffer, (counts.get(data.buffer) ?? 0) + 1);
  return Object.values(inputs)
    .filter(({ data }) => data.byteLength === data.buffer.byteLength && counts.get(data.buffer) === 1)
    .map(({ data }) => data.buffer)
    .filter((buffer) => buffer instanceof ArrayBuffer);
}

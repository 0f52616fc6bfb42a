import { Worker } from 'node:worker_threads';
import { EngineError, oneLine } from '../../errors.js';
import type { HostTensor, HostTensors, RunResult } from '../types.js';
import type { Content, Request, Response, WorkerSettings } from './protocol.js';
import { declineTelemetry } from './telemetry.js';

type Unsent<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A worker thread that runs ONNX Runtime. Its programs run one at a time, in the order of the calls. */
export interface EngineWorker {
  load(content: Content): Promise<WorkerProgram>;
  /** Waits for the run in progress and ends the thread. Further calls wait for the same end. */
  close(): Promise<void>;
}

/** A traced program in a worker thread. Inputs and state are not checked here. */
export interface WorkerProgram {
  /** @param step number of the run, from 1 */
  run(inputs: HostTensors, step: number): Promise<RunResult>;
  writeState(values: HostTensors): Promise<void>;
  readState(): Promise<Record<string, HostTensor>>;
  /** Frees its memory: nothing to do where the thread has ended. */
  release(): Promise<void>;
}

/**
 * A worker makes little garbage, a few messages per run. By default, the space for it grows to 16 MB in minutes, which
 * looks like a leak.
 */
const YOUNG_GENERATION_MEGABYTES = 2;

/** Starts a worker thread. An idle worker does not keep the process alive. */
export function openEngineWorker(settings: WorkerSettings): EngineWorker {
  declineTelemetry();
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: settings,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES },
    ...workerFlags(),
  });
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 0;
  let nextProgram = 0;
  let endError: Error | undefined;
  let closing: Promise<void> | undefined;

  const failAll = (error: Error): void => {
    endError ??= error;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  worker.on('message', (response: Response) => {
    const request = pending.get(response.id);
    pending.delete(response.id);
    if (pending.size === 0) worker.unref();
    if (response.ok) request?.resolve(response.value);
    else request?.reject(new EngineError(response.message));
  });
  worker.on('error', (error) =>
    failAll(new EngineError(`the engine's worker stopped: ${error.message}`, { cause: error })),
  );
  worker.on('exit', () => failAll(new EngineError('the engine is closed')));
  worker.unref();

  const send = (request: Unsent<Request>, transfer: readonly ArrayBuffer[] = []): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (endError !== undefined) return reject(endError);
      const id = nextId++;
      pending.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...request, id }, [...transfer]);
    });

  const close = async (): Promise<void> => {
    if (endError !== undefined) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    await send({ type: 'close' });
    worker.ref();
    await exited;
  };

  return {
    async load(content) {
      const program = nextProgram++;
      try {
        // Copied, not transferred: the model may be a view of a pooled buffer that later models are written to.
        await send({ type: 'load', program, content });
      } catch (error) {
        if (endError !== undefined) throw error;
        const { name } = (content.kind === 'whole' ? content.whole : content.map).spec;
        throw new EngineError(`${name} cannot be loaded: ${oneLine((error as Error).message)}`, { cause: error });
      }
      return {
        run: async (inputs, step) =>
          (await send({ type: 'run', program, inputs, step }, transferableBuffers(inputs))) as RunResult,
        writeState: async (values) => {
          await send({ type: 'writeState', program, values });
        },
        readState: async () => (await send({ type: 'readState', program })) as Record<string, HostTensor>,
        release: async () => {
          if (closing !== undefined) return closing;
          if (endError === undefined) await send({ type: 'release', program });
        },
      };
    },
    close: () => (closing ??= close()),
  };
}

/**
 * Drops `--input-type` (of `node --input-type=module --eval`), which a worker that is loaded from a file must not
 * inherit.
 */
function workerFlags(): { execArgv?: string[] } {
  return process.execArgv.some((flag) => flag.startsWith('--input-type')) ? { execArgv: [] } : {};
}

/**
 * Buffers that hold exactly one tensor: they are transferred to the worker and back without a copy. Views of a
 * larger buffer are copied.
 */
function transferableBuffers(inputs: HostTensors): ArrayBuffer[] {
  const counts = new Map<ArrayBufferLike, number>();
  for (const { data } of Object.values(inputs)) counts.set(data.buffer, (counts.get(data.buffer) ?? 0) + 1);
  return Object.values(inputs)
    .filter(({ data }) => data.byteLength === data.buffer.byteLength && counts.get(data.buffer) === 1)
    .map(({ data }) => data.buffer)
    .filter((buffer) => buffer instanceof ArrayBuffer);
}

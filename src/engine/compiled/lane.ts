import { Worker } from 'node:worker_threads';
import { EngineError } from '../../errors.js';
import { checkInputs, checkOutputs, checkProgram, checkState } from '../check-inputs.js';
import { programLife } from '../program-life.js';
import type { CompiledProgram, HostTensors, Program, RunResult } from '../types.js';
import type { PackedProgram } from './packed-program.js';
import type { Request, Response, Shares, WorkerSettings } from './protocol.js';

type Unsent<T> = T extends unknown ? Omit<T, 'id'> : never;

/** One worker thread with ONNX Runtime in it. Its programs run one at a time. */
export interface Lane {
  /**
   * Traces a program here and loads it there.
   * @param sliced inputs that `runShares` will cut
   * @throws EngineError naming the operation, if the function cannot be traced
   */
  compile(program: Program, sliced?: readonly string[]): Promise<LaneProgram>;
  /** Waits for the run in progress and ends the thread. */
  close(): Promise<void>;
}

/** A program that is ready to run on one thread. */
export interface LaneProgram extends CompiledProgram {
  /** Runs once for each share of the examples; the outputs are the sums. `inputs` as for `run`, the sliced ones with the rows of all shares. */
  runShares(inputs: HostTensors, shareCount: number): Promise<RunResult>;
}

/** Starts a worker thread. It does not keep the process alive while it has nothing to do. */
export function openLane(settings: WorkerSettings): Lane {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: settings, ...flagsForFiles() });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 0;
  let nextProgram = 0;
  let ended: Error | undefined;

  const failAll = (error: Error): void => {
    ended = error;
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
    async compile(program, sliced = []) {
      checkProgram(program);
      // Loaded here and not above: TensorFlow.js takes a third of a second, in which the worker loads ONNX Runtime.
      const [{ packProgram }, { trace }, { optimise }, { writeOnnx }] = await Promise.all([
        import('./packed-program.js'),
        import('./tracer.js'),
        import('./passes/index.js'),
        import('./onnx-writer.js'),
      ]);
      const packed = packProgram(program, sliced);
      const { graph, outputs } = optimise(trace(packed.program));
      checkOutputs(program, packed.outputs);
      const model = writeOnnx(graph, outputs, program.name);
      const number = nextProgram++;
      const spec = { name: program.name, state: packed.program.state!, outputs: Object.keys(outputs) };
      // The writer's result may be a piece of a pool that later models are written to: it goes over as a copy.
      await ask({ type: 'load', program: number, model, spec });
      return loadedProgram(program, packed, sliced, number, ask);
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

function loadedProgram(
  program: Program,
  packed: PackedProgram,
  sliced: readonly string[],
  number: number,
  ask: (request: Unsent<Request>, transfer?: readonly ArrayBuffer[]) => Promise<unknown>,
): LaneProgram {
  const life = programLife(program);
  const runPacked = async (given: HostTensors, shares?: Shares): Promise<RunResult> => {
    const inputs = packed.packInputs(given);
    const result = (await ask({ type: 'run', program: number, inputs, shares }, ownBuffers(inputs))) as RunResult;
    return { outputs: packed.unpackOutputs(result.outputs), recycled: packed.recycled(given, result.recycled) };
  };
  return {
    run: async (inputs) => {
      life.mustLive();
      checkInputs(program, inputs);
      life.mustHaveState();
      return runPacked(inputs);
    },
    runShares: async (inputs, count) => {
      life.mustLive();
      return runPacked(inputs, { sliced, count });
    },
    writeState: async (values) => {
      life.mustLive();
      checkState(program, values);
      life.stateIsWritten();
      await ask({ type: 'writeState', program: number, values: packed.packState(values) });
    },
    readState: async () => {
      life.mustLive();
      life.mustHaveState();
      return packed.unpackState((await ask({ type: 'readState', program: number })) as HostTensors);
    },
    dispose: async () => {
      if (life.isOver) return;
      life.end();
      await ask({ type: 'release', program: number });
    },
  };
}

/** A program that came on the command line (`node --input-type=module --eval`) has a flag that a thread from a file must not inherit. */
function flagsForFiles(): { execArgv?: string[] } {
  return process.execArgv.some((flag) => flag.startsWith('--input-type')) ? { execArgv: [] } : {};
}

/** Buffers that one tensor has to itself: they move to the worker and back without a copy. Views of a larger buffer are copied. */
function ownBuffers(inputs: HostTensors): ArrayBuffer[] {
  const counts = new Map<ArrayBuffer, number>();
  for (const { data } of Object.values(inputs)) {
    const buffer = data.buffer as ArrayBuffer;
    counts.set(buffer, (counts.get(buffer) ?? 0) + 1);
  }
  return Object.values(inputs)
    .map(({ data }) => data)
    .filter((data) => data.byteLength === data.buffer.byteLength && counts.get(data.buffer as ArrayBuffer) === 1)
    .map((data) => data.buffer as ArrayBuffer);
}

import { parentPort, workerData } from 'node:worker_threads';
import { loadPreparation } from '../preparation.js';
import type { HostTensors } from '../types.js';
import type { Content, Request, Response, WorkerSettings } from './protocol.js';
import { loadSession, type LoadedProgram } from './session.js';
import { loadShard } from './shard.js';

// Entry point of a worker thread. ONNX Runtime blocks its thread during a run, so it gets a thread of its own.
// Close the worker only with a `close` message: terminating the thread during a run aborts the process.
const port = parentPort!;
const settings = workerData as WorkerSettings;
const programs = new Map<number, LoadedProgram>();
let queue: Promise<void> = Promise.resolve();

port.on('message', (request: Request) => {
  queue = queue.then(() => answer(request));
});

async function answer(request: Request): Promise<void> {
  try {
    const { value, transfer } = await handle(request);
    port.postMessage({ id: request.id, ok: true, value } satisfies Response, transfer);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    port.postMessage({ id: request.id, ok: false, message } satisfies Response);
  }
  if (request.type === 'close') port.close();
}

async function handle(request: Request): Promise<{ value?: unknown; transfer: ArrayBuffer[] }> {
  switch (request.type) {
    case 'load':
      programs.set(request.program, await load(request.content));
      return { transfer: [] };
    case 'run': {
      const outputs = await programs.get(request.program)!.run(request.inputs, request.step);
      return { value: { outputs, recycled: request.inputs }, transfer: buffersOf(request.inputs) };
    }
    case 'writeState':
      programs.get(request.program)!.writeState(request.values);
      return { transfer: [] };
    case 'readState':
      return { value: programs.get(request.program)!.viewState(), transfer: [] };
    case 'release':
      await programs.get(request.program)!.release();
      programs.delete(request.program);
      return { transfer: [] };
    case 'close':
      for (const program of programs.values()) await program.release();
      programs.clear();
      return { transfer: [] };
  }
}

async function load(content: Content): Promise<LoadedProgram> {
  if (content.kind === 'data-parallel') return loadShard(content, settings);
  const { whole, preparation } = content;
  if (preparation === undefined) return loadSession(whole, settings);
  const [session, prepare] = await Promise.all([loadSession(whole, settings), loadPreparation(preparation)]);
  return { ...session, run: (inputs) => session.run(prepare(inputs)) };
}

function buffersOf(tensors: HostTensors): ArrayBuffer[] {
  const buffers = new Set(Object.values(tensors).map(({ data }) => data.buffer));
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}

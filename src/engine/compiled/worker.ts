import { parentPort, workerData } from 'node:worker_threads';
import type { HostTensors } from '../types.js';
import type { Request, Response, WorkerSettings } from './protocol.js';
import { loadProgram, type LoadedProgram } from './session.js';
import { sumOverShares } from './shares.js';

// A run of ONNX Runtime blocks its thread, so it has this one to itself. The thread ends by message only: ending it from outside
// during a run would abort the process.
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
      programs.set(request.program, await loadProgram(request.model, request.spec, settings));
      return { transfer: [] };
    case 'run': {
      const program = programs.get(request.program)!;
      const outputs = await (request.shares
        ? sumOverShares(program, request.inputs, request.shares)
        : program.run(request.inputs));
      return { value: { outputs, recycled: request.inputs }, transfer: buffersOf(request.inputs) };
    }
    case 'writeState':
      programs.get(request.program)!.writeState(request.values);
      return { transfer: [] };
    case 'readState': {
      const state = programs.get(request.program)!.readState();
      return { value: state, transfer: buffersOf(state) };
    }
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

function buffersOf(tensors: HostTensors): ArrayBuffer[] {
  return [...new Set(Object.values(tensors).map(({ data }) => data.buffer as ArrayBuffer))];
}

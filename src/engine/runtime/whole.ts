import { checkInputs, checkOutputs, checkState } from '../check-inputs.js';
import { programLifecycle } from '../program-lifecycle.js';
import type { CompiledProgram, Program } from '../types.js';
import type { EngineWorker } from './engine-worker.js';
import { modelOf } from '../graph/model.js';

/** Compiles a program, which was checked, to run as a whole on one worker. */
export async function compileWhole(program: Program, worker: EngineWorker): Promise<CompiledProgram> {
  const { flattenProgram } = await import('./flat-program.js');
  const flat = flattenProgram(program);
  const whole = await modelOf(flat.program);
  checkOutputs(program, flat.outputs);
  const loaded = await worker.load({ kind: 'whole', whole });
  const lifecycle = programLifecycle(program);
  let step = 0;

  return {
    run: async (inputs) => {
      lifecycle.assertOpen();
      checkInputs(program, inputs);
      lifecycle.assertStateWritten();
      const { outputs, recycled } = await loaded.run(flat.flattenInputs(inputs), ++step);
      return { outputs: flat.unflattenOutputs(outputs), recycled: { ...inputs, ...flat.unflattened(recycled) } };
    },
    writeState: async (values) => {
      lifecycle.assertOpen();
      checkState(program, values);
      lifecycle.markStateWritten();
      await loaded.writeState(flat.flattenState(values));
    },
    readState: async () => {
      lifecycle.assertOpen();
      lifecycle.assertStateWritten();
      return flat.unflattenState(await loaded.readState());
    },
    dispose: async () => {
      if (lifecycle.isDisposed) return;
      lifecycle.end();
      await loaded.release();
    },
  };
}

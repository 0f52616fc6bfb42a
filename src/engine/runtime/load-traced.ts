import { checkInputs } from '../check-inputs.js';
import { programLifecycle } from '../program-lifecycle.js';
import type { CompiledProgram, Preparation, TracedProgram } from '../types.js';
import type { EngineWorker } from './engine-worker.js';

/** Loads a traced program into a worker, with the preparation of its inputs. */
export async function loadTraced(
  { name, inputs, outputs, onnx }: TracedProgram,
  preparation: Preparation | undefined,
  worker: EngineWorker,
): Promise<CompiledProgram> {
  const spec = { name, inputs: Object.keys(inputs), state: {}, outputs };
  const loaded = await worker.load({
    kind: 'whole',
    whole: { model: onnx, spec },
    ...(preparation && { preparation: { module: preparation.module, settings: preparation.settings } }),
  });
  const runInputs = { name, inputs: preparation?.inputs ?? inputs };
  const lifecycle = programLifecycle({ name });
  let step = 0;
  return {
    async run(values) {
      lifecycle.assertOpen();
      checkInputs(runInputs, values);
      return loaded.run(values, ++step);
    },
    writeState: async () => lifecycle.assertOpen(),
    readState: async () => {
      lifecycle.assertOpen();
      return {};
    },
    async dispose() {
      if (lifecycle.isDisposed) return;
      lifecycle.end();
      await loaded.release();
    },
  };
}

import type { CompiledProgram, HostTensors, Preparation } from './types.js';

/** Exports of a module that prepares inputs. */
export interface PreparationModule {
  /** Creates the function that computes a program's inputs. The next call may overwrite its results. */
  createPreparation(settings: unknown): (inputs: HostTensors) => HostTensors;
}

/** Loads the module of a preparation and creates its function. */
export async function loadPreparation({
  module,
  settings,
}: Pick<Preparation, 'module' | 'settings'>): Promise<(inputs: HostTensors) => HostTensors> {
  const { createPreparation } = (await import(module)) as PreparationModule;
  return createPreparation(settings);
}

/** Prepares the inputs of each run on the calling thread. */
export async function prepared(program: CompiledProgram, preparation: Preparation): Promise<CompiledProgram> {
  const prepare = await loadPreparation(preparation);
  return {
    ...program,
    async run(inputs) {
      const { outputs } = await program.run(prepare(inputs));
      return { outputs, recycled: { ...inputs } };
    },
  };
}

import type { CompiledProgram, HostTensors, InputSpecs } from './types.js';

/**
 * Plain code that computes a program's inputs from those of a run, on the thread that runs the program. It is named by
 * its module, so that a worker thread can load it.
 */
export interface Preparation {
  /** URL of a module with the exports of `PreparationModule`. */
  readonly module: string;
  /** Passed to `createPreparation`, on another thread in a copy. */
  readonly settings: unknown;
  /** Inputs of a run. */
  readonly inputs: InputSpecs;
}

/** Exports of a module that prepares inputs. */
export interface PreparationModule {
  /** Creates the function that computes a program's inputs. Its results may share buffers: the next call overwrites them. */
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

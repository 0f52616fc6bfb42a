import { createEngine, type EngineOptions } from '../../engine/index.js';
import type { ModelRun } from '../../eval/index.js';
import type { ModelFolder } from '../checkpoint/index.js';
import { createTrainedModel } from './create-trained-model.js';

/**
 * Creates a trained model and its engine, runs `measure` with them, and frees the engine.
 * @throws CheckpointError if the parameters are not those of the network
 */
export async function withModel<T>(
  folder: ModelFolder,
  { engine: name, device, threads }: EngineOptions,
  measure: (run: ModelRun) => Promise<T>,
): Promise<T> {
  const model = createTrainedModel(folder);
  const engine = await createEngine({
    ...(name !== undefined && { engine: name }),
    ...(device !== undefined && { device }),
    ...(threads !== undefined && { threads }),
  });
  try {
    const { parameters, manifest } = folder;
    return await measure({ engine, model, parameters, outputActivation: manifest.outputActivation });
  } finally {
    await engine.dispose();
  }
}

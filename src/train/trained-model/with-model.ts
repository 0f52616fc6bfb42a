import { createEngine, type EngineOptions } from '../../engine/index.js';
import type { ModelRun } from '../../eval/index.js';
import { createModel } from '../../models/index.js';
import type { ModelFolder } from '../checkpoint/index.js';

/** Creates a trained model and its engine, runs `measure` with them, and frees the engine. */
export async function withModel<T>(
  { manifest, parameters }: ModelFolder,
  { engine: name, device, threads }: EngineOptions,
  measure: (run: ModelRun) => Promise<T>,
): Promise<T> {
  const model = createModel(manifest.model, { inputShape: manifest.inputShape, classCount: manifest.classes.length });
  const engine = await createEngine({
    ...(name !== undefined && { engine: name }),
    ...(device !== undefined && { device }),
    ...(threads !== undefined && { threads }),
  });
  try {
    return await measure({ engine, model, parameters });
  } finally {
    await engine.dispose();
  }
}

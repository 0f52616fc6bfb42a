import { createEngine } from '../../engine/index.js';
import type { ModelRun } from '../../eval/index.js';
import { createModel } from '../../models/index.js';
import type { ModelFolder } from '../index.js';
import { engineOptions, type EngineFlags } from '../../../cli/options/common-options.js';

/** A trained model on an engine, for as long as it is used. */
export async function withModel<T>(
  { manifest, parameters }: ModelFolder,
  flags: EngineFlags,
  measure: (run: ModelRun) => Promise<T>,
): Promise<T> {
  const model = createModel(manifest.model, { inputShape: manifest.inputShape, classCount: manifest.classes.length });
  const engine = await createEngine(engineOptions(flags));
  try {
    return await measure({ engine, model, parameters });
  } finally {
    await engine.dispose();
  }
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../../errors.js';
import { MANIFEST_FILE } from './manifest.js';
import { readModelFolder, type ModelFolder } from './model-folder.js';

const BEST = 'best';
const LAST = 'last';

/** Model folders of a run, in order of preference. */
const MODELS_OF_RUN = [BEST, LAST];

/**
 * Loads a trained model.
 * @param path a model folder, or a run folder. Of a run on recordings with a validation split, loads the best model, or
 *   the last if there is no best yet; of one without, and of a run on images, the last model: its result, thresholds
 *   and report are those of the last model
 * @throws CheckpointError if the model is missing or damaged
 */
export async function loadModel(path: string): Promise<ModelFolder> {
  const folder = await modelFolderOf(path);
  const model = await readModelFolder(folder);
  const last = join(path, LAST);
  const { images, metrics } = model.manifest;
  const usesLast = folder === join(path, BEST) && (images !== undefined || metrics.validation === undefined);
  return usesLast && (await exists(join(last, MANIFEST_FILE))) ? readModelFolder(last) : model;
}

async function modelFolderOf(path: string): Promise<string> {
  for (const folder of [path, ...MODELS_OF_RUN.map((name) => join(path, name))]) {
    if (await exists(join(folder, MANIFEST_FILE))) return folder;
  }
  if (!(await exists(path))) throw new CheckpointError(`no model at ${path}: there is no such folder`);
  const expected = [MANIFEST_FILE, ...MODELS_OF_RUN.map((name) => `${name}/${MANIFEST_FILE}`)].join(', ');
  throw new CheckpointError(`no model at ${path}: expected one of ${expected}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

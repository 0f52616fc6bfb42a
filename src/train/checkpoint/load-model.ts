import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../../errors.js';
import { MANIFEST_FILE } from './manifest.js';
import { readModelFolder, type ModelFolder } from './model-folder.js';

/** Folders of a run that hold a model, in the order of preference. */
const MODELS_OF_RUN = ['best', 'last'];

/**
 * A trained model, ready for use.
 * @param path a run (its best model, or its last if there is no best yet), or a model folder
 * @throws CheckpointError if there is no model, or it is damaged
 */
export async function loadModel(path: string): Promise<ModelFolder> {
  return readModelFolder(await modelFolderOf(path));
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

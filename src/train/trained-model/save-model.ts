import type { HostTensors } from '../../engine/index.js';
import { ShapeError } from '../../errors.js';
import { type Model, parameterShapes } from '../../models/index.js';
import { lyrebirdVersion } from '../../package.js';
import { type Manifest, type ManifestContent, writeModelFolder } from '../checkpoint/index.js';

/** What `model.json` says beside the network. The names of the classes are needed; what is missing is empty or 0. */
export type SavedModelOptions = Pick<Manifest, 'classes'> & Partial<Omit<ManifestContent, 'model' | 'inputShape'>>;

/**
 * Writes a trained network as a model folder, which `loadModel` reads; replaces an existing one, atomically. To
 * classify recordings with it, `createClassifier` also needs `audio`: how recordings become examples.
 * @param parameters by their names in the model, as `parametersOf` returns them
 * @throws ShapeError if the parameters or the number of classes are not those of the network
 * @throws OutputError naming the file; the folder is unchanged
 */
export async function saveModel(
  folder: string,
  model: Model,
  parameters: HostTensors,
  options: SavedModelOptions,
): Promise<void> {
  checkParameters(model, parameters);
  if (options.classes.length !== model.classCount) {
    throw new ShapeError(`${model.name}: expected ${model.classCount} classes, got ${options.classes.length}`);
  }
  const empty = { task: model.name, backgroundClasses: [], step: 0, epoch: 0, metrics: {}, seed: 0, config: {} };
  const versions = { lyrebird: lyrebirdVersion(), node: process.version };
  const network = { model: model.spec as ManifestContent['model'], inputShape: model.inputShape };
  await writeModelFolder(folder, { ...empty, versions, ...options, ...network }, parameters);
}

function checkParameters(model: Model, parameters: HostTensors): void {
  const shapes = parameterShapes(model);
  for (const name of new Set([...Object.keys(shapes), ...Object.keys(parameters)])) {
    const [expected, got] = [shapes[name], parameters[name]?.shape].map((shape) => shape && `[${shape.join(', ')}]`);
    if (expected !== got) {
      throw new ShapeError(`${model.name}: parameter ${name}: expected ${expected ?? 'none'}, got ${got ?? 'none'}`);
    }
  }
}

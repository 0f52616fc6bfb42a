import { hostname } from 'node:os';
import { join } from 'node:path';
import type { EngineOptions } from '../../../src/engine/index.js';
import { CheckpointError } from '../../../src/errors.js';
import { isFolder, makeFolder } from '../../../src/files/index.js';
import { printable } from '../../../src/printable.js';
import { modelText, type ModelIdentity } from '../../results/index.js';
import { createClassifier, type Classifier } from '../classifier.js';
import { readModelIdentity } from '../network.js';
import { openPartialOutputs, type PartialOutputs } from '../partial/partial-outputs.js';
import { JobRefusal } from './job.js';

/** A model that is loaded, and where its outputs are kept. */
export interface LoadedModel {
  readonly classifier: Classifier;
  readonly partialOutputs: PartialOutputs;
}

/** The models of a worker. */
export interface WorkerModels {
  /** Refusals in a row. */
  refusals: number;
  /**
   * Runs `work` with a model, which stays loaded until then.
   * @throws JobRefusal if the worker does not have the model
   */
  use<T>(wanted: ModelIdentity, work: (model: LoadedModel) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Models that stay loaded without work. */
const MOST_IDLE_MODELS = 3;

/** Where a worker finds its models, and keeps outputs. */
export interface WorkerModelsOptions {
  /** Folder of a run or a model, or one that holds them by name. */
  readonly model: string;
  /** Folder of the outputs of recordings that are not finished. */
  readonly out: string;
  readonly engine?: EngineOptions;
}

/** Opens the models of a worker: each is loaded when work for it comes. */
export function openWorkerModels({ model, engine = {}, out }: WorkerModelsOptions): WorkerModels {
  /** By fingerprint, the one used last at the end. */
  const loaded = new Map<string, { readonly loading: Promise<LoadedModel>; uses: number }>();
  const load = async (folder: string, wanted: ModelIdentity): Promise<LoadedModel> => {
    const classifier = await createClassifier(folder, engine);
    if (classifier.fingerprint !== wanted.fingerprint) {
      await classifier.dispose();
      throw new CheckpointError(`${folder}: the model was replaced while it was loaded`);
    }
    // One folder for each model: opening it deletes the outputs of others.
    const outputs = join(out, classifier.fingerprint.slice(0, 16));
    await makeFolder(outputs);
    return { classifier, partialOutputs: await openPartialOutputs(outputs, classifier.fingerprint) };
  };
  const dispose = async (fingerprint: string): Promise<void> => {
    const { loading } = loaded.get(fingerprint)!;
    loaded.delete(fingerprint);
    const found = await loading.catch(() => undefined);
    await found?.classifier.dispose();
    await found?.partialOutputs.close();
  };
  /** @throws JobRefusal */
  const folderOf = async (wanted: ModelIdentity): Promise<string> => {
    const byName = /^[^/\\]+$/.test(wanted.name) && !/^\.+$/.test(wanted.name) ? [join(model, wanted.name)] : [];
    let other: ModelIdentity | undefined;
    let reason = 'it has none';
    for (const folder of [model, ...byName]) {
      if (!(await isFolder(folder))) continue;
      try {
        const found = await readModelIdentity(folder);
        if (found.fingerprint === wanted.fingerprint) return folder;
        other = found;
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        reason = error.message;
      }
    }
    throw new JobRefusal(
      printable(
        `the worker on ${hostname()} does not have the model ${modelText(wanted)}: ` +
          `${other ? `its ${model} is ${modelText(other)}` : reason}; copy the model there, ` +
          'or give its path with --model',
      ),
    );
  };
  const refuse =
    (fingerprint: string) =>
    (error: unknown): never => {
      loaded.delete(fingerprint);
      throw error instanceof CheckpointError ? new JobRefusal(printable(error.message)) : error;
    };
  return {
    refusals: 0,
    async use(wanted, work) {
      const { fingerprint } = wanted;
      const folder = loaded.has(fingerprint) ? undefined : await folderOf(wanted);
      const entry = loaded.get(fingerprint) ?? { loading: load(folder!, wanted), uses: 0 };
      loaded.delete(fingerprint);
      loaded.set(fingerprint, entry);
      entry.uses++;
      try {
        return await work(await entry.loading.catch(refuse(fingerprint)));
      } finally {
        entry.uses--;
        const idle = [...loaded].filter(([, { uses }]) => uses === 0).map(([each]) => each);
        for (const each of idle.slice(0, -MOST_IDLE_MODELS)) await dispose(each);
      }
    },
    async close() {
      for (const fingerprint of [...loaded.keys()]) await dispose(fingerprint);
    },
  };
}

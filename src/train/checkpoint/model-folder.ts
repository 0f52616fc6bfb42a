import type { HostTensor, HostTensors } from '../../engine/index.js';
import {
  readCheckpointFile,
  readCheckpointFolder,
  tidyCheckpointFolder,
  writeCheckpointFile,
  writeCheckpointFolder,
} from './checkpoint-folder.js';
import { MODEL_FORMAT, type Manifest, type ManifestContent, type Progress } from './manifest.js';
import { writeTensors } from './tensor-files.js';

/** Contents of a model folder. */
export interface ModelFolder {
  readonly path: string;
  readonly manifest: Manifest;
  /** Parameters by their names in the model. */
  readonly parameters: HostTensors;
  /** What is typical of the species, [P, D]; absent: unknown. */
  readonly prototypes?: HostTensor;
}

/** State needed to resume training, in addition to the parameters of the model. */
export interface ResumeState {
  /**
   * Optimiser state by the names of the training program's inputs: moments and, if the model is their average, the
   * parameters.
   */
  readonly optimiser: HostTensors;
  readonly progress: Progress;
}

/**
 * Writes a model folder, or replaces an existing one, atomically.
 * @throws OutputError naming the file; the folder is unchanged
 */
export async function writeModelFolder(
  folder: string,
  content: ManifestContent,
  parameters: HostTensors,
  resume?: ResumeState,
): Promise<void> {
  const tensors = { weights: parameters, optimiser: resume?.optimiser };
  await writeCheckpointFolder(folder, MODEL_FORMAT, tensors, ({ weights, optimiser }) => ({
    ...content,
    weights,
    ...(resume && optimiser && { resume: { optimiser, progress: resume.progress } }),
  }));
}

/**
 * Reads a model folder and verifies the checksums of its tensor files.
 * @throws CheckpointError naming the file and the problem
 */
export async function readModelFolder(folder: string): Promise<ModelFolder & { readonly resume?: ResumeState }> {
  const { path, manifest, weights, optimiser, prototypes } = await readCheckpointFolder(folder, MODEL_FORMAT);
  const { resume } = manifest;
  const typical = prototypes?.['prototypes'];
  return {
    path,
    manifest,
    parameters: weights,
    ...(typical && { prototypes: typical }),
    ...(resume && optimiser && { resume: { optimiser, progress: resume.progress } }),
  };
}

/** @throws CheckpointError if the manifest is missing or damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  return readCheckpointFile(folder, MODEL_FORMAT);
}

/** What is typical of the species of a model. */
export interface Typical {
  /** Rows of length 1, [P, D]. */
  readonly prototypes: HostTensor;
  /** By species, the distances of held-out recordings from the prototypes, ascending. */
  readonly distances: Readonly<Record<string, readonly number[]>>;
}

/**
 * Adds to a model, or replaces, what is made of its predictions after training. Its weights stay as they are.
 * @throws CheckpointError if the manifest is missing or damaged
 * @throws OutputError naming the file; the model is unchanged
 */
export async function amendModel(
  folder: string,
  { detection, typical }: { readonly detection?: Manifest['detection']; readonly typical?: Typical | undefined },
): Promise<void> {
  const { detection: detectionBefore, novelty: noveltyBefore, ...rest } = await readManifest(folder);
  const novelty = typical && {
    prototypes: await writeTensors(folder, 'prototypes', { prototypes: typical.prototypes }),
    distances: typical.distances,
  };
  await writeCheckpointFile(folder, MODEL_FORMAT, {
    ...rest,
    ...((detection ?? detectionBefore) && { detection: detection ?? detectionBefore }),
    ...((novelty ?? noveltyBefore) && { novelty: novelty ?? noveltyBefore }),
  });
  await tidyCheckpointFolder(folder, MODEL_FORMAT);
}

import type { HostTensors } from '../../engine/index.js';
import { readCheckpointFile, readCheckpointFolder, writeCheckpointFolder } from './checkpoint-folder.js';
import { MODEL_FORMAT, type Manifest, type ManifestContent, type Progress } from './manifest.js';

/** Contents of a model folder. */
export interface ModelFolder {
  readonly path: string;
  readonly manifest: Manifest;
  /** Parameters by their names in the model. */
  readonly parameters: HostTensors;
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
  const { path, manifest, weights, optimiser } = await readCheckpointFolder(folder, MODEL_FORMAT);
  const { resume } = manifest;
  return {
    path,
    manifest,
    parameters: weights,
    ...(resume && optimiser && { resume: { optimiser, progress: resume.progress } }),
  };
}

/** @throws CheckpointError if the manifest is missing or damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  return readCheckpointFile(folder, MODEL_FORMAT);
}

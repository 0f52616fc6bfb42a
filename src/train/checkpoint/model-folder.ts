import type { HostTensors } from '../../engine/index.js';
import { readCheckpointFile, readCheckpointFolder, writeCheckpointFolder } from './checkpoint-folder.js';
import { MODEL_FORMAT, type Manifest, type ManifestContent, type Progress } from './manifest.js';

/** What a model folder holds. */
export interface ModelFolder {
  readonly path: string;
  readonly manifest: Manifest;
  /** By the names that the model gives them. */
  readonly parameters: HostTensors;
}

/** What it takes to go on training, beside the parameters. */
export interface ResumeState {
  /** The optimiser's state, by the names of the training program's inputs. */
  readonly optimiser: HostTensors;
  readonly progress: Progress;
}

/**
 * Writes a model folder, or replaces the one that is there, whole or not at all.
 * @throws OutputError naming the file; the folder still holds what it held
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
 * Reads a model folder, checking every byte.
 * @throws CheckpointError naming the file and what is wrong with it
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

/** @throws CheckpointError if there is none, or it is damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  return readCheckpointFile(folder, MODEL_FORMAT);
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostTensors } from '../../engine/index.js';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import {
  decodeManifest,
  encodeManifest,
  MANIFEST_FILE,
  type Manifest,
  type ManifestContent,
  type Progress,
} from './manifest.js';
import { readError, readTensors, tidyTensorFiles, writeTensors } from './tensor-files.js';

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
 * Writes a model folder, or replaces the one that is there. Tensors go into files named by their contents; then `model.json`, which
 * names them, takes the place of the old one: that rename is the commit. Killed before it, the folder is the old model; killed after it,
 * the new one; files that neither needs are removed by the next write.
 * @throws OutputError naming the file; the folder still holds what it held
 */
export async function writeModelFolder(
  folder: string,
  content: ManifestContent,
  parameters: HostTensors,
  resume?: ResumeState,
): Promise<void> {
  await makeFolder(folder);
  try {
    const weights = await writeTensors(folder, 'weights', parameters);
    const optimiser = resume && (await writeTensors(folder, 'optimiser', resume.optimiser));
    const manifest = {
      ...content,
      weights,
      ...(resume && { resume: { optimiser: optimiser!, progress: resume.progress } }),
    };
    await writeFileAtomically(join(folder, MANIFEST_FILE), encodeManifest(manifest));
  } finally {
    // After a failure, too: what was written in vain only fills the disk further.
    await tidyModelFolder(folder);
  }
}

/**
 * Reads a model folder, checking every byte.
 * @throws CheckpointError naming the file and what is wrong with it
 */
export async function readModelFolder(folder: string): Promise<ModelFolder & { readonly resume?: ResumeState }> {
  for (let attempt = 1; ; attempt++) {
    const manifest = await readManifest(folder);
    try {
      const parameters = await readTensors(folder, manifest.weights, MANIFEST_FILE);
      const { resume } = manifest;
      return {
        path: folder,
        manifest,
        parameters,
        ...(resume && {
          resume: { optimiser: await readTensors(folder, resume.optimiser, MANIFEST_FILE), progress: resume.progress },
        }),
      };
    } catch (error) {
      // A training run may have replaced the model between the two reads.
      const replaced = (await readManifest(folder)).weights.sha256 !== manifest.weights.sha256;
      if (!replaced || attempt === 3) throw error;
    }
  }
}

/** @throws CheckpointError if there is none, or it is damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw readError(path, cause);
  });
  return decodeManifest(text, path);
}

/** Removes files that the model does not need, as killed runs leave them; none if its model.json cannot be read. */
export async function tidyModelFolder(folder: string): Promise<void> {
  const manifest = await readManifest(folder).catch(() => undefined);
  if (!manifest) return;
  await tidyTensorFiles(folder, MANIFEST_FILE, [manifest.weights, manifest.resume?.optimiser]);
}

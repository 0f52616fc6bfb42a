import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../../errors.js';
import type { HostTensors } from '../../engine/types.js';
import { makeFolder, removeLeftovers, writeFileAtomically } from '../../atomic-file.js';
import {
  decodeManifest,
  encodeManifest,
  MANIFEST_FILE,
  type Manifest,
  type ManifestContent,
  type Progress,
  type TensorFileEntry,
} from './manifest.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

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

const TENSOR_FILE = /^(weights|optimiser)-[0-9a-f]+\.safetensors$/;
const isOurs = (name: string): boolean => name === MANIFEST_FILE || TENSOR_FILE.test(name);

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
      const parameters = await readTensors(folder, manifest.weights);
      const { resume } = manifest;
      return {
        path: folder,
        manifest,
        parameters,
        ...(resume && {
          resume: { optimiser: await readTensors(folder, resume.optimiser), progress: resume.progress },
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
  const needed = [manifest.weights.file, manifest.resume?.optimiser.file];
  for (const name of await readdir(folder)) {
    if (TENSOR_FILE.test(name) && !needed.includes(name)) await rm(join(folder, name), { force: true });
  }
  await removeLeftovers(folder, isOurs);
}

async function writeTensors(
  folder: string,
  kind: 'weights' | 'optimiser',
  tensors: HostTensors,
): Promise<TensorFileEntry> {
  const bytes = encodeSafetensors(tensors, { format: 'lyrebird' });
  const sha256 = hash(bytes);
  const file = `${kind}-${sha256.slice(0, 16)}.safetensors`;
  await writeFileAtomically(join(folder, file), bytes);
  return { file, sha256 };
}

async function readTensors(folder: string, { file, sha256 }: TensorFileEntry): Promise<HostTensors> {
  const path = join(folder, file);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw readError(path, cause, `, but ${MANIFEST_FILE} names it`);
  });
  const got = hash(bytes);
  if (got !== sha256) {
    throw new CheckpointError(
      `${path} is damaged: its sha256 starts with ${got.slice(0, 8)}, ${MANIFEST_FILE} says ${sha256.slice(0, 8)} (${bytes.length} bytes)`,
    );
  }
  return decodeSafetensors(bytes, path).tensors;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readError(path: string, cause: unknown, hint = ''): CheckpointError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' || code === 'ENOTDIR' ? `is missing${hint}` : `cannot be read: ${message}`;
  return new CheckpointError(`${path} ${reason}`, { cause });
}

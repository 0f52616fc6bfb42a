import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { removeLeftovers, writeFileAtomically } from '../../files/index.js';
import type { HostTensors } from '../../engine/index.js';
import { CheckpointError } from '../../errors.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

/*
 * Tensors in files of their own, beside a JSON file that names them. They are named by what is in them, their sha256's first digits: a new
 * checkpoint never writes over an old one's files, and the JSON file's rename is the commit.
 */

/** How the JSON file names a file of tensors. */
export const tensorFile = z.object({
  file: z.string().regex(/^(weights|optimiser)-[0-9a-f]{16}\.safetensors$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type TensorFileEntry = Readonly<z.infer<typeof tensorFile>>;

const TENSOR_FILE = /^(weights|optimiser)-[0-9a-f]+\.safetensors$/;

/** Writes tensors into a file of their own. @throws OutputError */
export async function writeTensors(
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

/**
 * Reads such a file, checking every byte.
 * @param namedBy name of the JSON file that names it, for messages
 * @throws CheckpointError naming the file and what is wrong with it
 */
export async function readTensors(
  folder: string,
  { file, sha256 }: TensorFileEntry,
  namedBy: string,
): Promise<HostTensors> {
  const path = join(folder, file);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw readError(path, cause, `, but ${namedBy} names it`);
  });
  const got = hash(bytes);
  if (got !== sha256) {
    throw new CheckpointError(
      `${path} is damaged: its sha256 starts with ${got.slice(0, 8)}, ${namedBy} says ${sha256.slice(0, 8)} (${bytes.length} bytes)`,
    );
  }
  return decodeSafetensors(bytes, path).tensors;
}

/** Removes files of tensors that are not needed, as killed runs leave them, and temporary ones. */
export async function tidyTensorFiles(
  folder: string,
  namedBy: string,
  needed: readonly (TensorFileEntry | undefined)[],
): Promise<void> {
  const files = needed.map((entry) => entry?.file);
  for (const name of await readdir(folder)) {
    if (TENSOR_FILE.test(name) && !files.includes(name)) await rm(join(folder, name), { force: true });
  }
  await removeLeftovers(folder, (name) => name === namedBy || TENSOR_FILE.test(name));
}

/** A file that is missing or cannot be read. */
export function readError(path: string, cause: unknown, hint = ''): CheckpointError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' || code === 'ENOTDIR' ? `is missing${hint}` : `cannot be read: ${message}`;
  return new CheckpointError(`${path} ${reason}`, { cause });
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { removeLeftovers, writeFileAtomically } from '../../files/index.js';
import type { HostTensors } from '../../engine/index.js';
import { CheckpointError } from '../../errors.js';
import { printable } from '../../printable.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

/*
 * Tensor files and the JSON manifest next to them that lists them. A tensor file's name contains the first digits of
 * its SHA-256. A new checkpoint therefore never overwrites the files of the old one, and the rename of the manifest
 * is the commit.
 */

/** Entry of a tensor file in the manifest. */
export const tensorFile = z.object({
  file: z.string().regex(/^(weights|optimiser|prototypes)-[0-9a-f]{16}\.safetensors$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type TensorFileEntry = Readonly<z.infer<typeof tensorFile>>;

const TENSOR_FILE = /^(weights|optimiser|prototypes)-[0-9a-f]+\.safetensors$/;

/** Writes tensors to a new file. @throws OutputError */
export async function writeTensors(
  folder: string,
  kind: 'weights' | 'optimiser' | 'prototypes',
  tensors: HostTensors,
): Promise<TensorFileEntry> {
  const bytes = encodeSafetensors(tensors, { format: 'lyrebird' });
  const sha256 = hash(bytes);
  const file = `${kind}-${sha256.slice(0, 16)}.safetensors`;
  await writeFileAtomically(join(folder, file), bytes);
  return { file, sha256 };
}

/**
 * Reads a tensor file and verifies its checksum.
 * @param manifestName name of the manifest that lists the file, for messages
 * @throws CheckpointError naming the file and the problem: missing, damaged, or with a value that is not finite
 */
export async function readTensors(
  folder: string,
  { file, sha256 }: TensorFileEntry,
  manifestName: string,
): Promise<HostTensors> {
  const path = join(folder, file);
  const bytes = await readWholeFile(path, { hint: `, but ${manifestName} lists it` });
  const got = hash(bytes);
  if (got !== sha256) {
    throw new CheckpointError(
      `${path} is damaged: its SHA-256 starts with ${got.slice(0, 8)}, ` +
        `but ${manifestName} lists ${sha256.slice(0, 8)} (${bytes.length} bytes)`,
    );
  }
  const { tensors } = decodeSafetensors(bytes, path);
  for (const [name, { data }] of Object.entries(tensors)) {
    const at = data.findIndex((value: number) => !Number.isFinite(value));
    if (at >= 0)
      throw new CheckpointError(`${path} is damaged: value ${at} of tensor ${printable(name)} is ${data[at]}`);
  }
  return tensors;
}

/** Removes unused tensor files, such as those left by killed runs, and temporary files. */
export async function tidyTensorFiles(folder: string, needed: readonly (TensorFileEntry | undefined)[]): Promise<void> {
  const files = needed.map((entry) => entry?.file);
  for (const name of await readdir(folder)) {
    if (TENSOR_FILE.test(name) && !files.includes(name)) await rm(join(folder, name), { force: true });
  }
  await removeLeftovers(folder);
}

/**
 * Reads a file of a checkpoint, but neither a folder nor a pipe, at which reading would wait. If it is missing, the
 * hint ends the message.
 * @throws CheckpointError naming the file and the problem
 */
export async function readWholeFile(
  path: string,
  { maxBytes = Infinity, hint = '' }: { readonly maxBytes?: number; readonly hint?: string } = {},
): Promise<Buffer> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw new CheckpointError(`${path} cannot be read: it is not a file`);
    if (stats.size > maxBytes) {
      throw new CheckpointError(`${path} is damaged: expected at most ${maxBytes} bytes, got ${stats.size}`);
    }
    return await readFile(path);
  } catch (cause) {
    throw cause instanceof CheckpointError ? cause : readError(path, cause, hint);
  }
}

/** Creates the error for a file that is missing or cannot be read. */
function readError(path: string, cause: unknown, hint: string): CheckpointError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' || code === 'ENOTDIR' ? `is missing${hint}` : `cannot be read: ${message}`;
  return new CheckpointError(`${path} ${reason}`, { cause });
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

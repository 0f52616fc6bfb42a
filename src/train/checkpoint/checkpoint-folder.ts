import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { HostTensors } from '../../engine/index.js';
import { CheckpointError } from '../../errors.js';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import { readError, readTensors, tidyTensorFiles, writeTensors, type TensorFileEntry } from './tensor-files.js';

/** The files of tensors that a manifest names. */
export interface TensorFiles {
  /** Parameters. */
  readonly weights: TensorFileEntry;
  /** What the optimiser keeps beside them. */
  readonly optimiser?: TensorFileEntry | undefined;
}

/** A form of checkpoint: a JSON file, the manifest, which names the files of tensors beside it. */
export interface CheckpointFormat<M> {
  /** Name of the manifest's file: it makes a folder a checkpoint of this form. */
  readonly file: string;
  /** What the manifest's `format` says. */
  readonly format: string;
  /** What its `formatVersion` says. */
  readonly version: number;
  /** What such a checkpoint is, for messages: `a Lyrebird model`. */
  readonly title: string;
  readonly schema: z.ZodType<M>;
  tensorFiles(manifest: M): TensorFiles;
}

/** A checkpoint as it was read. */
export interface CheckpointFolder<M> {
  readonly path: string;
  readonly manifest: M;
  readonly weights: HostTensors;
  readonly optimiser?: HostTensors;
}

/**
 * Writes a checkpoint, or replaces the one that is there. Tensors go into files named by their contents; then the manifest, which names
 * them, takes the place of the old one: that rename is the commit. Killed before it, the folder is the old checkpoint; killed after it, the
 * new one; files that neither needs are removed by the next write.
 * @param manifestOf the manifest that names these files
 * @throws OutputError naming the file; the folder still holds what it held
 */
export async function writeCheckpointFolder<M>(
  folder: string,
  format: CheckpointFormat<M>,
  { weights, optimiser }: { readonly weights: HostTensors; readonly optimiser?: HostTensors | undefined },
  manifestOf: (files: TensorFiles) => Omit<M, 'format' | 'formatVersion'>,
): Promise<void> {
  await makeFolder(folder);
  try {
    const files = {
      weights: await writeTensors(folder, 'weights', weights),
      ...(optimiser && { optimiser: await writeTensors(folder, 'optimiser', optimiser) }),
    };
    const manifest = { format: format.format, formatVersion: format.version, ...manifestOf(files) };
    await writeFileAtomically(join(folder, format.file), `${JSON.stringify(manifest, undefined, 2)}\n`);
  } finally {
    // After a failure, too: what was written in vain only fills the disk further.
    await tidyCheckpointFolder(folder, format);
  }
}

/**
 * Reads a checkpoint, checking every byte.
 * @throws CheckpointError naming the file and what is wrong with it
 */
export async function readCheckpointFolder<M>(
  folder: string,
  format: CheckpointFormat<M>,
): Promise<CheckpointFolder<M>> {
  for (let attempt = 1; ; attempt++) {
    const manifest = await readCheckpointFile(folder, format);
    const files = format.tensorFiles(manifest);
    try {
      return {
        path: folder,
        manifest,
        weights: await readTensors(folder, files.weights, format.file),
        ...(files.optimiser && { optimiser: await readTensors(folder, files.optimiser, format.file) }),
      };
    } catch (error) {
      // A training run may have replaced the checkpoint between the two reads.
      const { weights } = format.tensorFiles(await readCheckpointFile(folder, format));
      if (weights.sha256 === files.weights.sha256 || attempt === 3) throw error;
    }
  }
}

/** The manifest alone. @throws CheckpointError if there is none, or it is damaged */
export async function readCheckpointFile<M>(folder: string, format: CheckpointFormat<M>): Promise<M> {
  const path = join(folder, format.file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw readError(path, cause);
  });
  return decodeCheckpointFile(text, path, format);
}

/** Whether a folder holds a checkpoint of a form, damaged or not. */
export async function isCheckpointFolder(
  folder: string,
  { file }: Pick<CheckpointFormat<unknown>, 'file'>,
): Promise<boolean> {
  return stat(join(folder, file)).then(
    () => true,
    () => false,
  );
}

/** Removes files that the checkpoint does not need, as killed runs leave them; none if its manifest cannot be read. */
export async function tidyCheckpointFolder<M>(folder: string, format: CheckpointFormat<M>): Promise<void> {
  const manifest = await readCheckpointFile(folder, format).catch(() => undefined);
  if (!manifest) return;
  const { weights, optimiser } = format.tensorFiles(manifest);
  await tidyTensorFiles(folder, format.file, [weights, optimiser]);
}

/** @throws CheckpointError saying what of the text is wrong */
function decodeCheckpointFile<M>(text: string, path: string, expected: CheckpointFormat<M>): M {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError(`${path} is damaged: not JSON`, { cause });
  }
  const { format, formatVersion } = (value ?? {}) as { format?: unknown; formatVersion?: unknown };
  if (format !== expected.format)
    throw new CheckpointError(
      `${path} is not ${expected.title}: expected format ${expected.format}, got ${JSON.stringify(format)}`,
    );
  if (formatVersion !== expected.version) {
    throw new CheckpointError(
      `${path} has format version ${JSON.stringify(formatVersion)}, this Lyrebird reads ${expected.version}: it was written by another version`,
    );
  }
  const { data, error } = expected.schema.safeParse(value);
  if (!error) return data;
  const issue = error.issues[0]!;
  throw new CheckpointError(`${path} is damaged: ${issue.path.join('.')}: ${issue.message}`);
}

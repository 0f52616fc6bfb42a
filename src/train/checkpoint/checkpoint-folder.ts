import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { HostTensors } from '../../engine/index.js';
import { CheckpointError } from '../../errors.js';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import { parseJson } from '../../parse-json.js';
import { printable } from '../../printable.js';
import { shownValue } from '../../shown-value.js';
import { readTensors, readWholeFile, tidyTensorFiles, writeTensors, type TensorFileEntry } from './tensor-files.js';

/** Far more than the longest run writes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Tensor files listed in a manifest. */
export interface TensorFiles {
  /** The parameters. */
  readonly weights: TensorFileEntry;
  /** The optimiser's state. */
  readonly optimiser?: TensorFileEntry | undefined;
  /** Typical representations, for distances from them. */
  readonly prototypes?: TensorFileEntry | undefined;
}

/** A checkpoint format: a JSON manifest that lists the tensor files in the same folder. */
export interface CheckpointFormat<M> {
  /** File name of the manifest. A folder that contains it is a checkpoint of this format. */
  readonly file: string;
  /** Value of `format` in the manifest. */
  readonly format: string;
  /** Value of `formatVersion` in the manifest. */
  readonly version: number;
  /** Description for messages: `a Lyrebird model`. */
  readonly title: string;
  readonly schema: z.ZodType<M>;
  tensorFiles(manifest: M): TensorFiles;
}

/** Contents of a checkpoint. */
export interface CheckpointFolder<M> {
  readonly path: string;
  readonly manifest: M;
  readonly weights: HostTensors;
  readonly optimiser?: HostTensors;
  readonly prototypes?: HostTensors;
}

/**
 * Writes a checkpoint, or replaces an existing one. Tensors go into files named by a hash of their contents. Then the
 * new manifest, which lists them, is renamed over the old one: that rename is the commit. If the process is killed
 * before it, the folder holds the old checkpoint; if after it, the new one. The next write removes files that are no
 * longer needed.
 * @param manifestOf creates the manifest that lists the given files
 * @throws OutputError naming the file; the folder still holds the old checkpoint
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
    await writeCheckpointFile(folder, format, manifest as M);
  } finally {
    // Also after a failure: unused files would only fill the disk further.
    await tidyCheckpointFolder(folder, format);
  }
}

/**
 * Reads a checkpoint and verifies the checksums of its tensor files.
 * @throws CheckpointError naming the file and the problem
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
        ...(files.prototypes && { prototypes: await readTensors(folder, files.prototypes, format.file) }),
      };
    } catch (error) {
      // A training run may have replaced the checkpoint between the two reads.
      const { weights } = format.tensorFiles(await readCheckpointFile(folder, format));
      if (weights.sha256 === files.weights.sha256 || attempt === 3) throw error;
    }
  }
}

/** Replaces the manifest alone. @throws OutputError if it cannot be written */
export async function writeCheckpointFile<M>(folder: string, format: CheckpointFormat<M>, manifest: M): Promise<void> {
  await writeFileAtomically(join(folder, format.file), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Reads the manifest alone. @throws CheckpointError if it is missing or damaged */
export async function readCheckpointFile<M>(folder: string, format: CheckpointFormat<M>): Promise<M> {
  const path = join(folder, format.file);
  const bytes = await readWholeFile(path, { maxBytes: MAX_FILE_BYTES });
  return decodeCheckpointFile(bytes.toString(), path, format);
}

/** Whether a folder holds a checkpoint of the format, damaged or not. */
export async function isCheckpointFolder(
  folder: string,
  { file }: Pick<CheckpointFormat<unknown>, 'file'>,
): Promise<boolean> {
  return stat(join(folder, file)).then(
    () => true,
    () => false,
  );
}

/** Removes unused files, such as those left by killed runs. Removes nothing if the manifest cannot be read. */
export async function tidyCheckpointFolder<M>(folder: string, format: CheckpointFormat<M>): Promise<void> {
  const manifest = await readCheckpointFile(folder, format).catch(() => undefined);
  if (!manifest) return;
  const { weights, optimiser, prototypes } = format.tensorFiles(manifest);
  await tidyTensorFiles(folder, [weights, optimiser, prototypes]);
}

/** @throws CheckpointError describing the problem */
function decodeCheckpointFile<M>(text: string, path: string, expected: CheckpointFormat<M>): M {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    const reason = cause instanceof RangeError ? cause.message : 'not JSON';
    throw new CheckpointError(`${path} is damaged: ${reason}`, { cause });
  }
  const { format, formatVersion } = (value ?? {}) as { format?: unknown; formatVersion?: unknown };
  if (format !== expected.format)
    throw new CheckpointError(
      `${path} is not ${expected.title}: expected format ${expected.format}, got ${shownValue(format)}`,
    );
  if (formatVersion !== expected.version) {
    throw new CheckpointError(
      `${path}: expected format version ${expected.version}, got ${shownValue(formatVersion)}; ` +
        `it was written by a different version of Lyrebird`,
    );
  }
  const { data, error } = expected.schema.safeParse(value);
  if (!error) return data;
  const issue = error.issues[0]!;
  throw new CheckpointError(`${path} is damaged: ${printable(`${issue.path.join('.')}: ${issue.message}`)}`);
}

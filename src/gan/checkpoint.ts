import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileAtomically } from '../files/index.js';
import type { HostTensors } from '../engine/index.js';
import { CheckpointError } from '../errors.js';
import { readError, readTensors, tensorFile, tidyTensorFiles, writeTensors } from '../train/checkpoint/index.js';
import { ebganProgressSchema, type EbganProgress } from './progress.js';

/** Name of the file that makes a folder a checkpoint of two players. */
export const GAN_FILE = 'gan.json';

const FORMAT = 'lyrebird-gan';
const FORMAT_VERSION = 1;

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  task: z.string(),
  /** Everything that builds the networks again. */
  discriminator: z.looseObject({ name: z.string() }),
  generator: z.looseObject({ name: z.string() }),
  inputShape: z.array(z.int().min(1)),
  seed: z.int(),
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  progress: ebganProgressSchema,
  /** Parameters of both, by `discriminator/*` and `generator/*`. */
  weights: tensorFile,
  /** Their moments. */
  optimiser: tensorFile,
});

type Manifest = z.infer<typeof manifestSchema>;

/** What is saved beside the tensors. */
export type EbganContent = Readonly<
  Omit<Manifest, 'format' | 'formatVersion' | 'weights' | 'optimiser' | 'progress'> & { progress: EbganProgress }
>;

/** A checkpoint that training can go on from. */
export interface EbganCheckpoint {
  readonly path: string;
  readonly content: EbganContent;
  /** By the names of the step program's inputs. */
  readonly state: HostTensors;
}

const isParameter = (name: string): boolean => name.includes('/parameters/');

/**
 * Writes a checkpoint, or replaces the one that is there: the tensors first, then `gan.json`, whose rename is the commit.
 * @throws OutputError naming the file; the folder still holds what it held
 */
export async function writeEbganCheckpoint(folder: string, content: EbganContent, state: HostTensors): Promise<void> {
  await makeFolder(folder);
  const part = (chosen: (name: string) => boolean): HostTensors =>
    Object.fromEntries(Object.entries(state).filter(([name]) => chosen(name)));
  try {
    const manifest = {
      format: FORMAT,
      formatVersion: FORMAT_VERSION,
      ...content,
      weights: await writeTensors(folder, 'weights', part(isParameter)),
      optimiser: await writeTensors(
        folder,
        'optimiser',
        part((name) => !isParameter(name)),
      ),
    };
    await writeFileAtomically(join(folder, GAN_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
  } finally {
    await tidyEbganCheckpoint(folder);
  }
}

/**
 * Reads a checkpoint, checking every byte.
 * @returns undefined if there is none
 * @throws CheckpointError naming the file and what is wrong with it
 */
export async function readEbganCheckpoint(folder: string): Promise<EbganCheckpoint | undefined> {
  const path = join(folder, GAN_FILE);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw readError(path, cause);
  });
  if (text === undefined) return undefined;
  const { format: _, formatVersion: _version, weights, optimiser, ...content } = decode(text, path);
  const state = {
    ...(await readTensors(folder, weights, GAN_FILE)),
    ...(await readTensors(folder, optimiser, GAN_FILE)),
  };
  return { path: folder, content, state };
}

/** Removes files that the checkpoint does not need, as killed runs leave them; none if its gan.json cannot be read. */
export async function tidyEbganCheckpoint(folder: string): Promise<void> {
  const path = join(folder, GAN_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const { weights, optimiser } = decode(text, path);
  await tidyTensorFiles(folder, GAN_FILE, [weights, optimiser]);
}

function decode(text: string, path: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError(`${path} is damaged: not JSON`, { cause });
  }
  const result = manifestSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new CheckpointError(`${path} is damaged: ${issue.path.join('.')}: ${issue.message}`);
}

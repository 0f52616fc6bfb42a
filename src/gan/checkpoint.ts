import { z } from 'zod';
import type { HostTensors } from '../engine/index.js';
import {
  type CheckpointFormat,
  isCheckpointFolder,
  readCheckpointFolder,
  tensorFile,
  writeCheckpointFolder,
} from '../train/index.js';
import { ebganProgressSchema, type EbganProgress } from './progress.js';

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

/** A checkpoint of two players: `gan.json`, and the tensors that it names. */
export const GAN_FORMAT: CheckpointFormat<Manifest> = {
  file: 'gan.json',
  format: FORMAT,
  version: FORMAT_VERSION,
  title: 'a Lyrebird checkpoint of two players',
  schema: manifestSchema,
  tensorFiles: ({ weights, optimiser }) => ({ weights, optimiser }),
};

/**
 * Writes a checkpoint, or replaces the one that is there, whole or not at all.
 * @throws OutputError naming the file; the folder still holds what it held
 */
export async function writeEbganCheckpoint(folder: string, content: EbganContent, state: HostTensors): Promise<void> {
  const part = (parameters: boolean): HostTensors =>
    Object.fromEntries(Object.entries(state).filter(([name]) => name.includes('/parameters/') === parameters));
  const tensors = { weights: part(true), optimiser: part(false) };
  await writeCheckpointFolder(folder, GAN_FORMAT, tensors, ({ weights, optimiser }) => ({
    ...content,
    progress: { ...content.progress, curve: [...content.progress.curve] },
    weights,
    optimiser: optimiser!,
  }));
}

/**
 * Reads a checkpoint, checking every byte.
 * @returns undefined if there is none
 * @throws CheckpointError naming the file and what is wrong with it
 */
export async function readEbganCheckpoint(folder: string): Promise<EbganCheckpoint | undefined> {
  if (!(await isCheckpointFolder(folder, GAN_FORMAT))) return undefined;
  const { path, manifest, weights, optimiser } = await readCheckpointFolder(folder, GAN_FORMAT);
  const { format: _, formatVersion: _version, weights: _weights, optimiser: _optimiser, ...content } = manifest;
  return { path, content, state: { ...weights, ...optimiser } };
}

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
  /** Everything needed to rebuild the networks. */
  discriminator: z.looseObject({ name: z.string() }),
  generator: z.looseObject({ name: z.string() }),
  inputShape: z.array(z.int().min(1)),
  seed: z.int(),
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  progress: ebganProgressSchema,
  /** Parameters of both networks, keyed `discriminator/*` and `generator/*`. */
  weights: tensorFile,
  /** Adam's moments of both networks. */
  optimiser: tensorFile,
});

type Manifest = z.infer<typeof manifestSchema>;

/** Content of a checkpoint apart from its tensors. */
export type EbganContent = Readonly<
  Omit<Manifest, 'format' | 'formatVersion' | 'weights' | 'optimiser' | 'progress'> & { progress: EbganProgress }
>;

/** A checkpoint from which training can resume. */
export interface EbganCheckpoint {
  readonly path: string;
  readonly content: EbganContent;
  /** Keyed by the names of the step program's inputs. */
  readonly state: HostTensors;
}

/** A checkpoint of generator and discriminator: `gan.json`, and the tensor files that it names. */
export const GAN_FORMAT: CheckpointFormat<Manifest> = {
  file: 'gan.json',
  format: FORMAT,
  version: FORMAT_VERSION,
  title: 'a Lyrebird GAN checkpoint',
  schema: manifestSchema,
  tensorFiles: ({ weights, optimiser }) => ({ weights, optimiser }),
};

/**
 * Writes a checkpoint atomically, replacing an existing one.
 * @throws OutputError naming the file; the existing checkpoint stays unchanged
 */
export async function writeEbganCheckpoint(folder: string, content: EbganContent, state: HostTensors): Promise<void> {
  const select = (parameters: boolean): HostTensors =>
    Object.fromEntries(Object.entries(state).filter(([name]) => name.includes('/parameters/') === parameters));
  const tensors = { weights: select(true), optimiser: select(false) };
  await writeCheckpointFolder(folder, GAN_FORMAT, tensors, ({ weights, optimiser }) => ({
    ...content,
    progress: { ...content.progress, curve: [...content.progress.curve] },
    weights,
    optimiser: optimiser!,
  }));
}

/**
 * Reads a checkpoint and verifies its checksums.
 * @returns undefined if there is none
 * @throws CheckpointError naming the damaged file and the reason
 */
export async function readEbganCheckpoint(folder: string): Promise<EbganCheckpoint | undefined> {
  if (!(await isCheckpointFolder(folder, GAN_FORMAT))) return undefined;
  const { path, manifest, weights, optimiser } = await readCheckpointFolder(folder, GAN_FORMAT);
  const { format: _, formatVersion: _version, weights: _weights, optimiser: _optimiser, ...content } = manifest;
  return { path, content, state: { ...weights, ...optimiser } };
}

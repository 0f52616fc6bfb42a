import { fingerprint, type Dataset } from '../../data/index.js';
import { DatasetError } from '../../errors.js';
import type { Range } from '../../figures/index.js';
import type { RunData, TaskData } from '../../train/index.js';

/** Seed of the split into training and held-out examples: the same for every run, so that runs of several seeds imitate the same and are compared with the same. */
export const GAN_SPLIT_SEED = 1;

/** Images, and how they are drawn. */
export interface ImageExamples {
  readonly kind: 'images';
  /** Values that are black and white; absent where every image has its own. */
  readonly pixelRange?: Range;
}

/** Segments of sound, and how they are drawn and written. */
export interface SegmentExamples {
  readonly kind: 'segments';
  readonly sampleRateHz: number;
  readonly segmentSeconds: number;
  /**
   * The bytes of a sound file.
   * @param samples any scale
   */
  encodeSound(samples: Float32Array, sampleRateHz: number): Uint8Array;
}

/** What is imitated, and what it is compared with. */
export interface GanData {
  readonly train: Dataset;
  /** Real examples that the networks never see: test images, or recordings that were held out. */
  readonly heldOut: Dataset;
  /** As training a classifier takes it. */
  readonly parts: RunData;
  readonly examples: ImageExamples | SegmentExamples;
  readonly warnings: readonly string[];
}

/**
 * The data of an adversarial experiment, from that of a training task.
 * @throws DatasetError if nothing is held out
 */
export async function ganData({ parts, warnings }: TaskData, examples: GanData['examples']): Promise<GanData> {
  const heldOut = parts.test ? (await parts.test()).dataset : parts.validation;
  if (!heldOut || fingerprint(heldOut) === fingerprint(parts.train)) {
    throw new DatasetError(
      `${parts.train.name}: expected examples to hold out, to compare generated ones with, got none; add recordings`,
    );
  }
  return { train: parts.train, heldOut, parts, examples, warnings };
}

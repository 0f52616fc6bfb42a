import { fingerprint, type Dataset } from '../../data/index.js';
import { DatasetError } from '../../errors.js';
import type { Range } from '../../figures/index.js';
import type { RunData, TaskData } from '../../train/index.js';

/**
 * Seed of the split into training and held-out examples: the same for every run, so that runs with different seeds are
 * trained on and compared with the same examples.
 */
export const GAN_SPLIT_SEED = 1;

/** Image examples, and how to draw them. */
export interface ImageExamples {
  readonly kind: 'images';
  /** Pixel values of black and of white; absent if they differ from image to image. */
  readonly pixelRange?: Range;
}

/** Audio segments, and what is needed to plot them and to write them as audio files. */
export interface SegmentExamples {
  readonly kind: 'segments';
  readonly sampleRateHz: number;
  readonly segmentSeconds: number;
  /**
   * Encodes samples as a sound file.
   * @param samples at any scale
   */
  encodeSound(samples: Float32Array, sampleRateHz: number): Uint8Array;
}

/** Data of an adversarial experiment: what the generator imitates, and what its examples are compared with. */
export interface GanData {
  readonly train: Dataset;
  /** Real examples that the networks never see: test images, or held-out recordings. */
  readonly heldOut: Dataset;
  /** The same data in the form that `train` takes, for the reference classifier. */
  readonly trainingData: RunData;
  readonly examples: ImageExamples | SegmentExamples;
  readonly warnings: readonly string[];
}

/**
 * Converts the data of a training task to that of an adversarial experiment.
 * @throws DatasetError if no examples are held out
 */
export async function ganData({ runData, warnings }: TaskData, examples: GanData['examples']): Promise<GanData> {
  const heldOut = runData.test ? (await runData.test()).dataset : runData.validation;
  if (!heldOut || fingerprint(heldOut) === fingerprint(runData.train)) {
    throw new DatasetError(
      `${runData.train.name}: expected held-out examples to compare generated ones with, got none; add recordings`,
    );
  }
  return { train: runData.train, heldOut, trainingData: runData, examples, warnings };
}

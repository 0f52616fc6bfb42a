import { openImageDataset, type ImageDataset, type ImageSplit } from '../../../data/images/index.js';
import { count } from '../../../format-number.js';
import { ConfigError } from '../../../errors.js';
import type { Rng } from '../../../rng.js';
import { rowOf, rowsOf, type Rows } from '../arrays.js';

/** Side of MNIST's images in pixels. */
const SIDE = 28;

/** Images of digits, with values in [0, 1]. */
export interface Digits {
  readonly training: LabelledDigits;
  readonly test: LabelledDigits;
  /** Number of training images used and available, for reports. */
  readonly description: string;
  /** Descriptions of the splits of which images are missing, for reports. */
  readonly partialData: readonly string[];
}

export interface LabelledDigits {
  /** [B, 784]. */
  readonly images: Rows;
  readonly labels: readonly number[];
}

/**
 * Loads a random subset of MNIST.
 * @param dir folder of MNIST's files
 * @param options number of training images, and random stream
 * @throws DatasetError if files are missing or damaged
 * @throws ConfigError if there are fewer than `examples` training images
 */
export async function openDigits(
  dir: string,
  { examples, rng }: { readonly examples: number; readonly rng: Rng },
): Promise<Digits> {
  const open = (split: ImageSplit) => openImageDataset({ dataset: 'mnist', dir, split, normalisation: 'unit-range' });
  const [training, test] = [await open('train'), await open('test')];
  if (examples > training.length) {
    throw new ConfigError(
      `--examples: expected at most the ${training.length} training images of ${dir}, got ${examples}`,
    );
  }
  return {
    training: draw(training, rng.split('training'), examples),
    test: draw(test, rng.split('test'), Math.min(TEST_EXAMPLES, test.length)),
    description: `${count(examples)} of ${count(training.length)} digits`,
    partialData: [training, test].flatMap(({ partial, description }) => (partial ? [description] : [])),
  };
}

function draw(dataset: ImageDataset, rng: Rng, count: number): LabelledDigits {
  const indices = rng.shuffle(Array.from({ length: dataset.length }, (_, index) => index)).slice(0, count);
  return {
    images: rowsOf(count, SIDE * SIDE, (row, index) => dataset.read(indices[index]!, row, 0)),
    labels: indices.map((index) => dataset.label(index)),
  };
}

/** Side of images downsampled by `halved`. */
export const HALF_SIDE = SIDE / 2;

/** Downsamples images by averaging 2 × 2 pixels: [B, 784] → [B, 196]. */
export function halved(images: Rows): Rows {
  const half = HALF_SIDE;
  return rowsOf(images.rows, half * half, (row, index) => {
    const image = rowOf(images, index);
    row.forEach((_, i) => {
      const corner = 2 * Math.floor(i / half) * SIDE + 2 * (i % half);
      row[i] = (image[corner]! + image[corner + 1]! + image[corner + SIDE]! + image[corner + SIDE + 1]!) / 4;
    });
  });
}

/** Pads images with zeros to 32 × 32, a power of two for wavelets: [B, 784] → [B, 1024]. */
export function padded(images: Rows): Rows {
  return rowsOf(images.rows, PADDED_SIDE * PADDED_SIDE, (row, index) => {
    const image = rowOf(images, index);
    const margin = (PADDED_SIDE - SIDE) / 2;
    for (let y = 0; y < SIDE; y++) {
      row.set(image.subarray(y * SIDE, (y + 1) * SIDE), (y + margin) * PADDED_SIDE + margin);
    }
  });
}

/** Draws random square patches and subtracts their means; flat patches are skipped. [count, side²] */
export function patches(
  rng: Rng,
  images: Rows,
  { count, side }: { readonly count: number; readonly side: number },
): Rows {
  return rowsOf(count, side * side, (row) => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const image = rowOf(images, rng.integer(images.rows));
      const [top, left] = [rng.integer(SIDE - side + 1), rng.integer(SIDE - side + 1)];
      row.forEach((_, i) => (row[i] = image[(top + Math.floor(i / side)) * SIDE + left + (i % side)]!));
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
      row.forEach((value, i) => (row[i] = value - mean));
      if (Math.hypot(...row) >= MIN_PATCH_NORM) return;
    }
  });
}

/** Returns the first `count` rows, or all if there are fewer. */
export const first = (rows: Rows, count: number): Rows => {
  const taken = Math.min(count, rows.rows);
  return { rows: taken, size: rows.size, data: rows.data.slice(0, taken * rows.size) };
};

/** Number of training patches, and their side. */
export const PATCHES = 2000;
export const PATCH_SIDE = 8;
export const PADDED_SIDE = 32;
const TEST_EXAMPLES = 500;
const MIN_PATCH_NORM = 0.5;
const MAX_ATTEMPTS = 100;

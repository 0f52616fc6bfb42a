import { openImageDataset, type ImageDataset, type ImageSplit } from '../../../data/index.js';
import { ConfigError } from '../../../errors.js';
import type { Rng } from '../../../rng.js';
import { rowOf, rowsOf, type Rows } from '../arrays.js';

/** MNIST's side. */
const SIDE = 28;

/** Images of digits with values from 0 to 1, as the frameworks take them, and what they are. */
export interface Digits {
  readonly training: LabelledDigits;
  readonly test: LabelledDigits;
  /** How many of how many were taken. */
  readonly description: string;
}

export interface LabelledDigits {
  /** [B, 784]. */
  readonly images: Rows;
  readonly labels: readonly number[];
}

/**
 * Some of MNIST's images, drawn at random: as many training images as `examples` says.
 * @param dir folder of the files
 * @throws DatasetError if files are missing or damaged
 * @throws ConfigError if there are not so many images
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
    description: `${examples.toLocaleString('en-US')} of ${training.length.toLocaleString('en-US')} digits`,
  };
}

function draw(dataset: ImageDataset, rng: Rng, count: number): LabelledDigits {
  const chosen = rng.shuffle(Array.from({ length: dataset.length }, (_, index) => index)).slice(0, count);
  return {
    images: rowsOf(count, SIDE * SIDE, (row, index) => dataset.read(chosen[index]!, row, 0)),
    labels: chosen.map((index) => dataset.label(index)),
  };
}

/** The side of those of half size. */
export const HALF_SIDE = SIDE / 2;

/** Means of squares of two by two: [B, 196]. */
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

/** With a margin of zeros, so that the sides can be halved often: [B, 1024] of 32 x 32. */
export function padded(images: Rows): Rows {
  return rowsOf(images.rows, PADDED_SIDE * PADDED_SIDE, (row, index) => {
    const image = rowOf(images, index);
    const margin = (PADDED_SIDE - SIDE) / 2;
    for (let y = 0; y < SIDE; y++) {
      row.set(image.subarray(y * SIDE, (y + 1) * SIDE), (y + margin) * PADDED_SIDE + margin);
    }
  });
}

/** Square patches from random places, less their mean; flat ones are passed over. [count, side²] */
export function patches(
  rng: Rng,
  images: Rows,
  { count, side }: { readonly count: number; readonly side: number },
): Rows {
  return rowsOf(count, side * side, (row) => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const image = rowOf(images, rng.integer(images.rows));
      const [top, left] = [rng.integer(SIDE - side + 1), rng.integer(SIDE - side + 1)];
      row.forEach((_, i) => (row[i] = image[(top + Math.floor(i / side)) * SIDE + left + (i % side)]!));
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
      row.forEach((value, i) => (row[i] = value - mean));
      if (Math.hypot(...row) >= FLAT) return;
    }
  });
}

/** The first rows. */
export const first = (rows: Rows, count: number): Rows => {
  const kept = Math.min(count, rows.rows);
  return { rows: kept, size: rows.size, data: rows.data.slice(0, kept * rows.size) };
};

/** How many patches are learned from, and their side. */
export const PATCHES = 2000;
export const PATCH_SIDE = 8;
export const PADDED_SIDE = 32;
const TEST_EXAMPLES = 500;
const FLAT = 0.5;
const MOST_ATTEMPTS = 100;

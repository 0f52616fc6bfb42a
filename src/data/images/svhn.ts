import { DatasetError } from '../../errors.js';
import { count } from '../../format-number.js';
import type { ImageDatasetDefinition } from './definition.js';
import { DIGITS } from './digits.js';
import { filesAt } from './fetch/remote.js';
import { readBytes } from './readers/bytes.js';
import { plainOrGzip } from './readers/file-names.js';
import type { LabelledImages } from './readers/images.js';
import { numbersOf, readMatVariables, type MatVariable } from './readers/mat5.js';

/** SVHN: colour images of cropped digits of house numbers, 32 x 32 pixels, in MAT-files. */
export const svhn: ImageDatasetDefinition = {
  classes: DIGITS,
  statistics: { mean: [0.4377, 0.4438, 0.4728], std: [0.198, 0.201, 0.197] },
  published: {
    train: { images: 73_257, files: 'train_32x32.mat' },
    test: { images: 26_032, files: 'test_32x32.mat' },
  },
  knownFolders: [],
  findFiles(names, split) {
    const name = plainOrGzip(names, [`${split}_32x32.mat`]);
    return name === undefined ? undefined : [name];
  },
  read: ([file], maxImages) => readMat(file!, maxImages),
  remote: {
    credit: 'SVHN: Y. Netzer et al., 2011; for non-commercial use only',
    // TensorFlow Datasets lists the same SHA-256 sums; the published MD5 sums match the same files.
    files: filesAt(
      ['http://ufldl.stanford.edu/housenumbers/'],
      [
        {
          name: 'train_32x32.mat',
          bytes: 182_040_794,
          sha256: '435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8',
        },
        {
          name: 'test_32x32.mat',
          bytes: 64_275_384,
          sha256: 'cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b',
        },
      ],
    ),
  },
};

const SIDE = 32;
const CHANNELS = 3;
const IMAGE = SIDE * SIDE * CHANNELS;
/** A label, as a double. */
const LABEL_BYTES = 8;
/** Headers, and variables that others may have added. */
const OTHER_BYTES = 1 << 20;

/**
 * Reads X [32, 32, 3, N] of uint8 and y [N, 1], where 10 means the digit 0.
 * @throws DatasetError if the file is not a MAT-file of level 5, or X and y are missing or invalid
 */
async function readMat(file: string, maxImages: number): Promise<LabelledImages> {
  const maxBytes = maxImages * (IMAGE + LABEL_BYTES) + OTHER_BYTES;
  const { bytes, more } = await readBytes(file, maxBytes);
  if (more) {
    throw new DatasetError(
      `${file}: expected at most ${count(maxImages)} images, as published, which take ${count(maxBytes)} bytes, ` +
        `got more`,
    );
  }
  const variables = await readMatVariables(bytes, { file, maxInflatedBytes: maxBytes });
  const variable = (name: string): MatVariable => {
    const found = variables.get(name);
    if (found) return found;
    const names = [...variables.keys()].slice(0, 6).join(', ') || 'none';
    throw new DatasetError(`${file}: expected variables X and y, as SVHN's cropped digits have, got ${names}`);
  };
  const { pixels, images } = imagesOf(file, variable('X'), maxImages);
  return { pixels, labels: labelsOf(file, variable('y'), images), shape: [SIDE, SIDE, CHANNELS] };
}

function imagesOf(
  file: string,
  { className, dims, values }: MatVariable,
  maxImages: number,
): { pixels: Uint8Array; images: number } {
  // MATLAB drops a last dimension of 1.
  const [height, width, channels, images = 1] = dims;
  const fits = height === SIDE && width === SIDE && channels === CHANNELS && dims.length <= 4;
  if (!fits || className !== 'uint8' || values?.storage.name !== 'uint8') {
    throw new DatasetError(`${file}: X: expected [32, 32, 3, N] of uint8, got [${dims.join(', ')}] of ${className}`);
  }
  if (images < 1 || images > maxImages) {
    throw new DatasetError(
      `${file}: X: expected 1 to ${count(maxImages)} images, the number published, got ${count(images)}`,
    );
  }
  const pixels = values.bytes;
  const image = new Uint8Array(IMAGE);
  for (let start = 0; start < pixels.length; start += IMAGE) {
    image.set(pixels.subarray(start, start + IMAGE));
    rowMajor(image, pixels, start);
  }
  return { pixels, images };
}

/** Converts one image from column-major [h, w, c] (h varies fastest) to row-major [h, w, c] (c varies fastest). */
function rowMajor(image: Uint8Array, out: Uint8Array, offset: number): void {
  let to = offset;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const pixel = row + SIDE * column;
      for (let channel = 0; channel < CHANNELS; channel++) out[to++] = image[pixel + SIDE * SIDE * channel]!;
    }
  }
}

function labelsOf(file: string, { className, dims, values }: MatVariable, images: number): Uint8Array {
  if (!values || dims.length !== 2 || dims[0] !== images || dims[1] !== 1) {
    throw new DatasetError(
      `${file}: y: expected [${images}, 1], one label per image, got [${dims.join(', ')}] of ${className}`,
    );
  }
  const labels = numbersOf(values);
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || label < 1 || label > 10);
  if (wrong >= 0) {
    throw new DatasetError(
      `${file}: y: expected labels from 1 to 10, 10 for the digit 0, got ${labels[wrong]} for image ${wrong}`,
    );
  }
  return Uint8Array.from(labels, (label) => label % 10);
}

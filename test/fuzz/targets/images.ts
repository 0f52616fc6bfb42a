import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ImageDatasetName, openImageDataset } from '#src/data/images/index.js';
import { DatasetError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { idx, mat, type MatOptions } from '../../data/images/readers/support.js';
import { checkFinite, type FuzzInput, type FuzzTarget } from '../target.js';

const IMAGES = 8;

/** Image files of MNIST, SVHN and CIFAR-10, plain and compressed, read as far as normalised images. */
export const IMAGE_FILES: FuzzTarget = {
  name: 'images',
  errors: [DatasetError],
  makeInputs: () =>
    Promise.resolve([
      mnist('', (bytes) => bytes),
      mnist('.gz', gzipSync),
      svhn('plain', {}),
      svhn('compressed', { compressed: true }),
      svhn('big-endian', { compressed: true, littleEndian: false }),
      cifar10('.bin', (bytes) => bytes),
      cifar10('.bin.gz', gzipSync),
    ]),
  async read(path) {
    const dataset = basename(path) as ImageDatasetName;
    const images = await openImageDataset({ dataset, dir: path, split: 'train', normalisation: 'standard' });
    const out = new Float32Array(images.inputShape.reduce((product, size) => product * size, 1));
    for (let index = 0; index < images.length; index++) {
      images.read(index, out, 0);
      checkFinite(out, path);
      checkFinite([images.label(index)], path);
    }
  },
};

function input(dataset: ImageDatasetName, name: string, files: Readonly<Record<string, Uint8Array>>): FuzzInput {
  return {
    name: `${dataset} ${name}`,
    path: dataset,
    files: Object.fromEntries(Object.entries(files).map(([file, bytes]) => [`${dataset}/${file}`, bytes])),
  };
}

function mnist(extension: string, encode: (bytes: Buffer) => Buffer): FuzzInput {
  return input('mnist', extension, {
    [`train-images-idx3-ubyte${extension}`]: encode(idx([IMAGES, 28, 28], noise(IMAGES * 784))),
    [`train-labels-idx1-ubyte${extension}`]: encode(idx([IMAGES], digits())),
  });
}

function svhn(name: string, options: MatOptions): FuzzInput {
  const arrays = [
    { name: 'X', dims: [32, 32, 3, IMAGES], values: noise(IMAGES * 3072) },
    {
      name: 'y',
      dims: [IMAGES, 1],
      values: digits().map((digit) => digit + 1),
      classCode: 6,
      storage: 'double' as const,
    },
  ];
  return input('svhn', name, { 'train_32x32.mat': mat(arrays, options) });
}

function cifar10(extension: string, encode: (bytes: Buffer) => Buffer): FuzzInput {
  const batch = (number: number): Buffer =>
    Buffer.concat(digits().map((digit, image) => Buffer.from([digit, ...noise(3072, number * IMAGES + image)])));
  return input('cifar10', extension, {
    [`data_batch_1${extension}`]: encode(batch(1)),
    [`data_batch_2${extension}`]: encode(batch(2)),
  });
}

function digits(): number[] {
  return Array.from({ length: IMAGES }, (_, index) => index);
}

function noise(length: number, seed = 1): number[] {
  const rng = createRng(seed);
  return Array.from({ length }, () => rng.integer(256));
}
